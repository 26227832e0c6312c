export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]

export type Database = {
  desk: {
    Tables: {
      activity: {
        Row: {
          action: string
          actor_id: string | null
          actor_name: string
          after: Json | null
          at: string
          before: Json | null
          id: number
          note: string | null
          order_id: string | null
          request_id: string | null
          subject_id: string
          subject_type: string
          xact: unknown
        }
        Insert: {
          action: string
          actor_id?: string | null
          actor_name: string
          after?: Json | null
          at?: string
          before?: Json | null
          id?: never
          note?: string | null
          order_id?: string | null
          request_id?: string | null
          subject_id: string
          subject_type: string
          xact?: unknown
        }
        Update: {
          action?: string
          actor_id?: string | null
          actor_name?: string
          after?: Json | null
          at?: string
          before?: Json | null
          id?: never
          note?: string | null
          order_id?: string | null
          request_id?: string | null
          subject_id?: string
          subject_type?: string
          xact?: unknown
        }
        Relationships: []
      }
      bulk_operation_items: {
        Row: {
          at: string | null
          code: string | null
          event_id: string | null
          operation_id: string
          position: number
          result: Database["desk"]["Enums"]["bulk_result"]
          target_id: string
        }
        Insert: {
          at?: string | null
          code?: string | null
          event_id?: string | null
          operation_id: string
          position: number
          result?: Database["desk"]["Enums"]["bulk_result"]
          target_id: string
        }
        Update: {
          at?: string | null
          code?: string | null
          event_id?: string | null
          operation_id?: string
          position?: number
          result?: Database["desk"]["Enums"]["bulk_result"]
          target_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "bulk_operation_items_operation_id_fkey"
            columns: ["operation_id"]
            isOneToOne: false
            referencedRelation: "bulk_operations"
            referencedColumns: ["id"]
          },
        ]
      }
      bulk_operations: {
        Row: {
          created_at: string
          created_by: string | null
          done_count: number
          ended_at: string | null
          id: string
          kind: Database["desk"]["Enums"]["bulk_kind"]
          params: NonNullable<Json>
          part: number
          per_minute: number | null
          selection: NonNullable<Json>
          skipped_count: number
          state: Database["desk"]["Enums"]["bulk_state"]
          total: number
        }
        Insert: {
          created_at?: string
          created_by?: string | null
          done_count?: number
          ended_at?: string | null
          id?: string
          kind: Database["desk"]["Enums"]["bulk_kind"]
          params: NonNullable<Json>
          part?: number
          per_minute?: number | null
          selection: NonNullable<Json>
          skipped_count?: number
          state?: Database["desk"]["Enums"]["bulk_state"]
          total: number
        }
        Update: {
          created_at?: string
          created_by?: string | null
          done_count?: number
          ended_at?: string | null
          id?: string
          kind?: Database["desk"]["Enums"]["bulk_kind"]
          params?: NonNullable<Json>
          part?: number
          per_minute?: number | null
          selection?: NonNullable<Json>
          skipped_count?: number
          state?: Database["desk"]["Enums"]["bulk_state"]
          total?: number
        }
        Relationships: [
          {
            foreignKeyName: "bulk_operations_created_by_fkey"
            columns: ["created_by"]
            isOneToOne: false
            referencedRelation: "staff_members"
            referencedColumns: ["user_id"]
          },
        ]
      }
      discarded_files: {
        Row: {
          audio_bytes: number | null
          audio_type: string | null
          completed_at: string | null
          due_at: string
          duration_ms: number | null
          id: string | null
          path: string
          peaks: number[] | null
          replaced_at: string | null
          user_id: string | null
          variant_id: string | null
        }
        Insert: {
          audio_bytes?: number | null
          audio_type?: string | null
          completed_at?: string | null
          due_at: string
          duration_ms?: number | null
          id?: string | null
          path: string
          peaks?: number[] | null
          replaced_at?: string | null
          user_id?: string | null
          variant_id?: string | null
        }
        Update: {
          audio_bytes?: number | null
          audio_type?: string | null
          completed_at?: string | null
          due_at?: string
          duration_ms?: number | null
          id?: string | null
          path?: string
          peaks?: number[] | null
          replaced_at?: string | null
          user_id?: string | null
          variant_id?: string | null
        }
        Relationships: []
      }
      ended_generations: {
        Row: {
          ended_at: string
          event_id: string
          how: string
          order_id: string
          variant_number: number
        }
        Insert: {
          ended_at?: string
          event_id: string
          how: string
          order_id: string
          variant_number: number
        }
        Update: {
          ended_at?: string
          event_id?: string
          how?: string
          order_id?: string
          variant_number?: number
        }
        Relationships: []
      }
      erased_customers: {
        Row: {
          customer_id: string
          erased_at: string
        }
        Insert: {
          customer_id: string
          erased_at?: string
        }
        Update: {
          customer_id?: string
          erased_at?: string
        }
        Relationships: []
      }
      error_group_hours: {
        Row: {
          failures: number
          fingerprint: string
          hour: string
        }
        Insert: {
          failures: number
          fingerprint: string
          hour: string
        }
        Update: {
          failures?: number
          fingerprint?: string
          hour?: string
        }
        Relationships: [
          {
            foreignKeyName: "error_group_hours_fingerprint_fkey"
            columns: ["fingerprint"]
            isOneToOne: false
            referencedRelation: "error_groups"
            referencedColumns: ["fingerprint"]
          },
        ]
      }
      error_groups: {
        Row: {
          error_type: string
          fingerprint: string
          first_seen: string
          last_seen: string
          title: string
        }
        Insert: {
          error_type: string
          fingerprint: string
          first_seen: string
          last_seen: string
          title: string
        }
        Update: {
          error_type?: string
          fingerprint?: string
          first_seen?: string
          last_seen?: string
          title?: string
        }
        Relationships: []
      }
      error_kinds: {
        Row: {
          action: Database["desk"]["Enums"]["suggested_action"]
          before_types: boolean
          kind: string
          label: NonNullable<Json>
          pattern: string | null
          position: number
          sentence: NonNullable<Json>
          types: string[]
          updated_at: string | null
          updated_by: string | null
        }
        Insert: {
          action: Database["desk"]["Enums"]["suggested_action"]
          before_types?: boolean
          kind: string
          label: NonNullable<Json>
          pattern?: string | null
          position: number
          sentence: NonNullable<Json>
          types?: string[]
          updated_at?: string | null
          updated_by?: string | null
        }
        Update: {
          action?: Database["desk"]["Enums"]["suggested_action"]
          before_types?: boolean
          kind?: string
          label?: NonNullable<Json>
          pattern?: string | null
          position?: number
          sentence?: NonNullable<Json>
          types?: string[]
          updated_at?: string | null
          updated_by?: string | null
        }
        Relationships: []
      }
      error_kinds_version: {
        Row: {
          only_row: boolean
          version: number
        }
        Insert: {
          only_row?: boolean
          version: number
        }
        Update: {
          only_row?: boolean
          version?: number
        }
        Relationships: []
      }
      event_types: {
        Row: {
          customer_path: string | null
          generate: Json | null
          job_type: string | null
          label: NonNullable<Json>
          name: string
          occasion_weights: Json | null
          order_path: string | null
          price_cents: number | null
          reports: boolean
          retry: boolean
          schema: Json | null
          starts: string[] | null
          updated_at: string
          variants_path: string | null
          why_not: Json | null
        }
        Insert: {
          customer_path?: string | null
          generate?: Json | null
          job_type?: string | null
          label?: NonNullable<Json>
          name: string
          occasion_weights?: Json | null
          order_path?: string | null
          price_cents?: number | null
          reports?: boolean
          retry?: boolean
          schema?: Json | null
          starts?: string[] | null
          updated_at?: string
          variants_path?: string | null
          why_not?: Json | null
        }
        Update: {
          customer_path?: string | null
          generate?: Json | null
          job_type?: string | null
          label?: NonNullable<Json>
          name?: string
          occasion_weights?: Json | null
          order_path?: string | null
          price_cents?: number | null
          reports?: boolean
          retry?: boolean
          schema?: Json | null
          starts?: string[] | null
          updated_at?: string
          variants_path?: string | null
          why_not?: Json | null
        }
        Relationships: []
      }
      event_watches: {
        Row: {
          event_id: string
          look_at: string
          missing_since: string | null
        }
        Insert: {
          event_id: string
          look_at: string
          missing_since?: string | null
        }
        Update: {
          event_id?: string
          look_at?: string
          missing_since?: string | null
        }
        Relationships: []
      }
      failed_job_attempts: {
        Row: {
          attempt: number
          changes: Json | null
          ended_at: string | null
          error_message: string | null
          error_stack: string | null
          error_type: string | null
          event: NonNullable<Json>
          event_id: string
          failed_job_id: string
          id: string
          note: string | null
          outcome: Database["desk"]["Enums"]["attempt_outcome"]
          requested_at: string
          requested_by: string | null
          run_id: string | null
          scheduled_for: string
          started_at: string | null
        }
        Insert: {
          attempt: number
          changes?: Json | null
          ended_at?: string | null
          error_message?: string | null
          error_stack?: string | null
          error_type?: string | null
          event: NonNullable<Json>
          event_id: string
          failed_job_id: string
          id?: string
          note?: string | null
          outcome?: Database["desk"]["Enums"]["attempt_outcome"]
          requested_at?: string
          requested_by?: string | null
          run_id?: string | null
          scheduled_for?: string
          started_at?: string | null
        }
        Update: {
          attempt?: number
          changes?: Json | null
          ended_at?: string | null
          error_message?: string | null
          error_stack?: string | null
          error_type?: string | null
          event?: NonNullable<Json>
          event_id?: string
          failed_job_id?: string
          id?: string
          note?: string | null
          outcome?: Database["desk"]["Enums"]["attempt_outcome"]
          requested_at?: string
          requested_by?: string | null
          run_id?: string | null
          scheduled_for?: string
          started_at?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "failed_job_attempts_requested_by_fkey"
            columns: ["requested_by"]
            isOneToOne: false
            referencedRelation: "staff_members"
            referencedColumns: ["user_id"]
          },
        ]
      }
      failed_job_presence: {
        Row: {
          failed_job_id: string
          seen_at: string
          user_id: string
        }
        Insert: {
          failed_job_id: string
          seen_at?: string
          user_id: string
        }
        Update: {
          failed_job_id?: string
          seen_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "failed_job_presence_user_id_fkey"
            columns: ["user_id"]
            isOneToOne: false
            referencedRelation: "staff_members"
            referencedColumns: ["user_id"]
          },
        ]
      }
      generation_runs: {
        Row: {
          began_at: string
          event_id: string
          order_id: string
          run_id: string
        }
        Insert: {
          began_at?: string
          event_id: string
          order_id: string
          run_id: string
        }
        Update: {
          began_at?: string
          event_id?: string
          order_id?: string
          run_id?: string
        }
        Relationships: []
      }
      idempotency_keys: {
        Row: {
          actor: string
          body: Json | null
          claimed_at: string
          key: string
          request: string
          status: number | null
        }
        Insert: {
          actor: string
          body?: Json | null
          claimed_at?: string
          key: string
          request: string
          status?: number | null
        }
        Update: {
          actor?: string
          body?: Json | null
          claimed_at?: string
          key?: string
          request?: string
          status?: number | null
        }
        Relationships: []
      }
      migration_steps: {
        Row: {
          checksum: string
          duration_ms: number | null
          finished_at: string | null
          migration: string
          position: string | null
          started_at: string
          step: string
        }
        Insert: {
          checksum: string
          duration_ms?: number | null
          finished_at?: string | null
          migration: string
          position?: string | null
          started_at?: string
          step: string
        }
        Update: {
          checksum?: string
          duration_ms?: number | null
          finished_at?: string | null
          migration?: string
          position?: string | null
          started_at?: string
          step?: string
        }
        Relationships: []
      }
      order_summaries: {
        Row: {
          amount_cents: number | null
          created_at: string
          currency: string | null
          customer_email: string | null
          customer_name: string | null
          needed_by: string
          occasion: string | null
          order_id: string
          payment_status: string | null
          played: boolean
          recipient_name: string | null
          status: Database["desk"]["Enums"]["order_status"]
          unfinished: boolean
          user_id: string | null
        }
        Insert: {
          amount_cents?: number | null
          created_at: string
          currency?: string | null
          customer_email?: string | null
          customer_name?: string | null
          needed_by: string
          occasion?: string | null
          order_id: string
          payment_status?: string | null
          played?: boolean
          recipient_name?: string | null
          status: Database["desk"]["Enums"]["order_status"]
          unfinished?: boolean
          user_id?: string | null
        }
        Update: {
          amount_cents?: number | null
          created_at?: string
          currency?: string | null
          customer_email?: string | null
          customer_name?: string | null
          needed_by?: string
          occasion?: string | null
          order_id?: string
          payment_status?: string | null
          played?: boolean
          recipient_name?: string | null
          status?: Database["desk"]["Enums"]["order_status"]
          unfinished?: boolean
          user_id?: string | null
        }
        Relationships: []
      }
      outbox_events: {
        Row: {
          attempts: number
          claimed_until: string | null
          created_at: string
          data: NonNullable<Json>
          due_at: string
          event_id: string
          internal_ids: string[]
          last_error: string | null
          name: string
          refusals: number
          resends: number
          resent_at: string | null
          run_id: string | null
          sent_at: string | null
          xact: unknown
        }
        Insert: {
          attempts?: number
          claimed_until?: string | null
          created_at?: string
          data: NonNullable<Json>
          due_at?: string
          event_id: string
          internal_ids?: string[]
          last_error?: string | null
          name: string
          refusals?: number
          resends?: number
          resent_at?: string | null
          run_id?: string | null
          sent_at?: string | null
          xact?: unknown
        }
        Update: {
          attempts?: number
          claimed_until?: string | null
          created_at?: string
          data?: NonNullable<Json>
          due_at?: string
          event_id?: string
          internal_ids?: string[]
          last_error?: string | null
          name?: string
          refusals?: number
          resends?: number
          resent_at?: string | null
          run_id?: string | null
          sent_at?: string | null
          xact?: unknown
        }
        Relationships: []
      }
      outside_rows: {
        Row: {
          failed_job_id: string
          settled_at: string | null
          written_at: string
        }
        Insert: {
          failed_job_id: string
          settled_at?: string | null
          written_at?: string
        }
        Update: {
          failed_job_id?: string
          settled_at?: string | null
          written_at?: string
        }
        Relationships: []
      }
      relinks: {
        Row: {
          after: string
          name: string
        }
        Insert: {
          after?: string
          name: string
        }
        Update: {
          after?: string
          name?: string
        }
        Relationships: []
      }
      saved_views: {
        Row: {
          created_at: string
          id: string
          list: string
          name: string
          owner: string
          query: string
          shared: boolean
        }
        Insert: {
          created_at?: string
          id?: string
          list?: string
          name: string
          owner: string
          query: string
          shared?: boolean
        }
        Update: {
          created_at?: string
          id?: string
          list?: string
          name?: string
          owner?: string
          query?: string
          shared?: boolean
        }
        Relationships: [
          {
            foreignKeyName: "saved_views_owner_fkey"
            columns: ["owner"]
            isOneToOne: false
            referencedRelation: "staff_members"
            referencedColumns: ["user_id"]
          },
        ]
      }
      share_limits: {
        Row: {
          key: string
          requests: number
          window_ends: string
        }
        Insert: {
          key: string
          requests: number
          window_ends: string
        }
        Update: {
          key?: string
          requests?: number
          window_ends?: string
        }
        Relationships: []
      }
      shop_changes: {
        Row: {
          due_at: string
          error: string | null
          id: number
          ids: string[]
          kind: string
          noted_at: string
          tries: number
        }
        Insert: {
          due_at?: string
          error?: string | null
          id?: never
          ids: string[]
          kind: string
          noted_at?: string
          tries?: number
        }
        Update: {
          due_at?: string
          error?: string | null
          id?: never
          ids?: string[]
          kind?: string
          noted_at?: string
          tries?: number
        }
        Relationships: []
      }
      song_listeners: {
        Row: {
          day: string
          listener: string
          variant_id: string
        }
        Insert: {
          day: string
          listener: string
          variant_id: string
        }
        Update: {
          day?: string
          listener?: string
          variant_id?: string
        }
        Relationships: []
      }
      song_openings: {
        Row: {
          variant_id: string
        }
        Insert: {
          variant_id: string
        }
        Update: {
          variant_id?: string
        }
        Relationships: []
      }
      song_options: {
        Row: {
          options: NonNullable<Json>
          order_id: string
        }
        Insert: {
          options: NonNullable<Json>
          order_id: string
        }
        Update: {
          options?: NonNullable<Json>
          order_id?: string
        }
        Relationships: []
      }
      song_peaks: {
        Row: {
          peaks: number[]
          storage_path: string
          variant_id: string
        }
        Insert: {
          peaks: number[]
          storage_path: string
          variant_id: string
        }
        Update: {
          peaks?: number[]
          storage_path?: string
          variant_id?: string
        }
        Relationships: []
      }
      song_plays: {
        Row: {
          first_played_at: string
          last_played_at: string
          plays: number
          variant_id: string
        }
        Insert: {
          first_played_at: string
          last_played_at: string
          plays: number
          variant_id: string
        }
        Update: {
          first_played_at?: string
          last_played_at?: string
          plays?: number
          variant_id?: string
        }
        Relationships: []
      }
      staff_invitations: {
        Row: {
          email: string
          expires_at: string
          full_name: string
          id: string
          invited_at: string
          role: Database["desk"]["Enums"]["staff_role"]
        }
        Insert: {
          email: string
          expires_at: string
          full_name: string
          id?: string
          invited_at?: string
          role: Database["desk"]["Enums"]["staff_role"]
        }
        Update: {
          email?: string
          expires_at?: string
          full_name?: string
          id?: string
          invited_at?: string
          role?: Database["desk"]["Enums"]["staff_role"]
        }
        Relationships: []
      }
      staff_members: {
        Row: {
          created_at: string
          disabled_at: string | null
          email: string
          full_name: string
          last_seen_at: string | null
          role: Database["desk"]["Enums"]["staff_role"]
          user_id: string
        }
        Insert: {
          created_at?: string
          disabled_at?: string | null
          email: string
          full_name: string
          last_seen_at?: string | null
          role: Database["desk"]["Enums"]["staff_role"]
          user_id: string
        }
        Update: {
          created_at?: string
          disabled_at?: string | null
          email?: string
          full_name?: string
          last_seen_at?: string | null
          role?: Database["desk"]["Enums"]["staff_role"]
          user_id?: string
        }
        Relationships: []
      }
    }
    Views: {
      shop_customers: {
        Row: {
          created_at: string | null
          email: string | null
          email_key: string | null
          full_name: string | null
          id: string | null
          name_key: string | null
          text_key: string | null
          time_zone: string | null
        }
        Insert: {
          created_at?: string | null
          email?: string | null
          email_key?: never
          full_name?: string | null
          id?: string | null
          name_key?: never
          text_key?: never
          time_zone?: never
        }
        Update: {
          created_at?: string | null
          email?: string | null
          email_key?: never
          full_name?: string | null
          id?: string | null
          name_key?: never
          text_key?: never
          time_zone?: never
        }
        Relationships: []
      }
      shop_orders: {
        Row: {
          amount_cents: number | null
          brief: Json | null
          brief_id: string | null
          created_at: string | null
          currency: string | null
          customer_id: string | null
          id: string | null
          needed_at: string | null
          needed_on: string | null
          occasion: string | null
          paid_at: string | null
          payment_status: string | null
          recipient_name: string | null
          time_zone: string | null
        }
        Relationships: [
          {
            foreignKeyName: "orders_user_id_fkey"
            columns: ["customer_id"]
            isOneToOne: false
            referencedRelation: "shop_customers"
            referencedColumns: ["id"]
          },
        ]
      }
    }
    Functions: {
      accept_staff_invitation: {
        Args: { p_request_id?: string; p_user_id: string }
        Returns: Json
      }
      announce_song_file: {
        Args: { p_order_id: string; p_path: string; p_variant_number: number }
        Returns: undefined
      }
      assign_failed_job: {
        Args: {
          p_actor: string
          p_assignee?: string
          p_expected_version?: number
          p_failed_job_id: string
          p_note?: string
          p_request_id?: string
        }
        Returns: Json
      }
      begin_run: {
        Args: { p_event_id: string; p_order_id?: string; p_run_id: string }
        Returns: boolean
      }
      begin_variant_generation: {
        Args: {
          p_event_id: string
          p_order_id: string
          p_silent_seconds?: number
          p_variant_number: number
        }
        Returns: Json
      }
      bulk_limit: {
        Args: { p_role: Database["desk"]["Enums"]["staff_role"] }
        Returns: number
      }
      cancel_generation: {
        Args: {
          p_actor: string
          p_order_id: string
          p_reason: string
          p_request_id?: string
          p_variant_numbers: number[]
        }
        Returns: Json
      }
      cancel_retry: {
        Args: {
          p_actor: string
          p_expected_version?: number
          p_failed_job_id: string
          p_note?: string
          p_request_id?: string
        }
        Returns: Json
      }
      change_saved_view: {
        Args: {
          p_actor: string
          p_id: string
          p_name?: string
          p_query?: string
          p_request_id?: string
          p_shared?: boolean
        }
        Returns: Json
      }
      change_share_link: {
        Args: {
          p_actor?: string
          p_change: string
          p_expected_version?: number
          p_note?: string
          p_request_id?: string
          p_settings?: Json
          p_variant_id: string
        }
        Returns: Json
      }
      change_staff_member: {
        Args: {
          p_actor?: string
          p_disabled?: boolean
          p_full_name?: string
          p_request_id?: string
          p_role?: Database["desk"]["Enums"]["staff_role"]
          p_user_id: string
        }
        Returns: Json
      }
      claim_event_watches: {
        Args: { p_after_seconds?: number; p_limit: number }
        Returns: {
          event_id: string
          internal_ids: string[]
          kind: string
          operation_id: string
          order_id: string
          part: number
          run_id: string
        }[]
      }
      claim_idempotency_key: {
        Args: { p_actor: string; p_key: string; p_request: string }
        Returns: Json
      }
      claim_outbox_events: {
        Args: {
          p_event_ids?: string[]
          p_lease_seconds: number
          p_limit: number
          p_max_bytes?: number
        }
        Returns: {
          attempts: number
          event: string
          event_id: string
          name: string
        }[]
      }
      comment_failed_job: {
        Args: {
          p_actor: string
          p_failed_job_id: string
          p_note: string
          p_request_id?: string
        }
        Returns: Json
      }
      complete_variant_generation: {
        Args: {
          p_audio_bytes: number
          p_audio_type: string
          p_duration_ms: number
          p_event_id: string
          p_order_id: string
          p_storage_path: string
          p_variant_number: number
        }
        Returns: Json
      }
      continue_bulk_operation: {
        Args: { p_operation_id: string; p_part: number; p_reason?: string }
        Returns: Json
      }
      count_customer: { Args: { p_user_id: string }; Returns: Json }
      count_share_requests: {
        Args: {
          p_key: string
          p_limit: number
          p_requests: number
          p_window_seconds: number
        }
        Returns: number
      }
      create_bulk_operation: {
        Args: {
          p_actor: string
          p_kind: Database["desk"]["Enums"]["bulk_kind"]
          p_params: Json
          p_per_minute?: number
          p_request_id?: string
          p_selection: Json
        }
        Returns: Json
      }
      create_saved_view: {
        Args: {
          p_actor: string
          p_list?: string
          p_name: string
          p_query: string
          p_request_id?: string
          p_shared?: boolean
        }
        Returns: Json
      }
      customers_with_address: { Args: { p_email: string }; Returns: string[] }
      delete_saved_view: {
        Args: { p_actor: string; p_id: string; p_request_id?: string }
        Returns: Json
      }
      end_attempt_of_event: {
        Args: { p_event_id: string; p_run_id?: string }
        Returns: Json
      }
      end_retry: {
        Args: {
          p_actor: string
          p_expected_version?: number
          p_failed_job_id: string
          p_note: string
          p_request_id?: string
        }
        Returns: Json
      }
      end_unheard_event: {
        Args: {
          p_error_message: string
          p_error_stack?: string
          p_error_type: string
          p_event_id: string
          p_fingerprint?: string
          p_kind?: string
          p_kind_version?: number
          p_order_id: string
          p_outcome: Database["desk"]["Enums"]["attempt_outcome"]
          p_retry_count?: number
          p_run_id: string
          p_title?: string
        }
        Returns: Json
      }
      erase_customer: {
        Args: {
          p_actor: string
          p_reason: string
          p_request_id?: string
          p_user_id: string
        }
        Returns: Json
      }
      failed_job_facets: {
        Args: { p_at_most: number; p_filter: Json }
        Returns: Json
      }
      failed_job_history: {
        Args: {
          p_before?: number
          p_id: string
          p_limit: number
          p_text_limit: number
        }
        Returns: Json
      }
      failed_job_state: {
        Args: { p_job: Database["public"]["Tables"]["failed_jobs"]["Row"] }
        Returns: Json
      }
      failed_jobs_named: { Args: { p_value: string }; Returns: string[] }
      failed_jobs_of_customer: {
        Args: { p_customer_id: string; p_limit: number }
        Returns: Json
      }
      failed_jobs_page: {
        Args: {
          p_at?: Json
          p_backwards?: boolean
          p_count_up_to?: number
          p_filter: Json
          p_from?: string
          p_limit: number
          p_sort: string
          p_text_limit?: number
        }
        Returns: Json
      }
      find_share_message: { Args: { p_variant_id: string }; Returns: string }
      finish_idempotency_key: {
        Args: {
          p_actor: string
          p_body?: Json
          p_key: string
          p_status?: number
        }
        Returns: undefined
      }
      follow_shop_changes: { Args: { p_rows?: number }; Returns: Json }
      forget_discarded_files: {
        Args: { p_paths: string[] }
        Returns: undefined
      }
      generation_retries: { Args: { p_event_id: string }; Returns: number }
      give_up_generation: {
        Args: {
          p_error_message: string
          p_error_type: string
          p_event_id: string
          p_fingerprint: string
          p_order_id: string
          p_title: string
        }
        Returns: Json
      }
      invite_staff_member: {
        Args: {
          p_actor?: string
          p_email: string
          p_full_name?: string
          p_request_id?: string
          p_role: Database["desk"]["Enums"]["staff_role"]
        }
        Returns: Json
      }
      keep_generation: {
        Args: {
          p_event_id: string
          p_order_id: string
          p_silent_seconds: number
          p_variant_number: number
        }
        Returns: boolean
      }
      list_error_groups: {
        Args: { p_days?: number; p_filter?: Json }
        Returns: Json
      }
      list_failed_jobs: {
        Args: {
          p_at?: Json
          p_backwards?: boolean
          p_filter: Json
          p_from?: string
          p_limit: number
          p_sort: string
          p_text_limit?: number
        }
        Returns: Json
      }
      list_outbox: {
        Args: { p_limit: number; p_state: string }
        Returns: {
          attempts: number
          created_at: string
          due_at: string
          event_id: string
          last_error: string
          name: string
          state: string
        }[]
      }
      list_staff: {
        Args: Record<PropertyKey, never>
        Returns: {
          disabled_at: string
          email: string
          full_name: string
          last_seen_at: string
          role: Database["desk"]["Enums"]["staff_role"]
          user_id: string
        }[]
      }
      live_changes: {
        Args: { p_at_most?: number; p_since?: string; p_staff?: string[] }
        Returns: Json
      }
      live_sessions: { Args: { p_sessions: string[] }; Returns: string[] }
      lost_generations: {
        Args: { p_limit: number }
        Returns: {
          event_id: string
          order_id: string
        }[]
      }
      mark_outbox_failed: {
        Args: {
          p_delays_ms: number[]
          p_error: string
          p_event_ids: string[]
          p_refused?: boolean
        }
        Returns: undefined
      }
      mark_outbox_sent: { Args: { p_event_ids: string[] }; Returns: undefined }
      mark_presence: {
        Args: { p_failed_job_id: string; p_here: boolean; p_user: string }
        Returns: Json
      }
      names_among: { Args: { p_texts: string[] }; Returns: Json }
      note_internal_ids: {
        Args: { p_event_ids: string[]; p_internal_ids: string[] }
        Returns: undefined
      }
      order_timeline: {
        Args: {
          p_before?: string
          p_before_key?: string
          p_limit?: number
          p_order_id: string
        }
        Returns: {
          action: string
          actor_name: string
          after: Json
          at: string
          before: Json
          key: string
          note: string
          subject_id: string
          subject_type: string
        }[]
      }
      orders_page: {
        Args: {
          p_ascending: boolean
          p_at?: Json
          p_backwards?: boolean
          p_filter: Json
          p_from?: string
          p_limit: number
          p_sort: string
        }
        Returns: Json
      }
      outbox_depth: { Args: { p_at_most: number }; Returns: Json }
      overview_backlog: {
        Args: { p_at_most: number; p_zone?: string }
        Returns: {
          failures: number
          from_hours: number
          to_hours: number
        }[]
      }
      overview_due: {
        Args: {
          p_at_most: number
          p_shown: number
          p_today?: string
          p_zone: string
        }
        Returns: Json
      }
      overview_failures: {
        Args: {
          p_buckets: number
          p_groups: number
          p_hours: number
          p_zone: string
        }
        Returns: Json
      }
      overview_songs: {
        Args: { p_at_most: number; p_hours: number }
        Returns: Json
      }
      preview_bulk: {
        Args: {
          p_kind: Database["desk"]["Enums"]["bulk_kind"]
          p_selection: Json
        }
        Returns: Json
      }
      read_error_kinds: { Args: Record<PropertyKey, never>; Returns: Json }
      read_order: { Args: { p_order_id: string }; Returns: Json }
      rebuild_error_groups: {
        Args: Record<PropertyKey, never>
        Returns: undefined
      }
      record_attempt_succeeded: {
        Args: { p_event_id: string; p_run_id: string }
        Returns: Json
      }
      record_export: {
        Args: { p_actor: string; p_filter: Json; p_request_id?: string }
        Returns: undefined
      }
      record_failed_job: {
        Args: {
          p_error_message: string
          p_error_stack?: string
          p_error_type: string
          p_event: Json
          p_fingerprint?: string
          p_job_type: string
          p_kind?: string
          p_kind_version?: number
          p_outcome?: Database["desk"]["Enums"]["attempt_outcome"]
          p_retry_count: number
          p_run_id: string
          p_title?: string
        }
        Returns: Json
      }
      record_opening: { Args: { p_variant_id: string }; Returns: boolean }
      record_order_export: {
        Args: { p_actor: string; p_filter: Json; p_request_id?: string }
        Returns: undefined
      }
      record_play: {
        Args: { p_listener: string; p_variant_id: string }
        Returns: boolean
      }
      relink_failed_jobs: { Args: { p_limit: number }; Returns: boolean }
      reopen_failed_job: {
        Args: {
          p_actor: string
          p_expected_version?: number
          p_failed_job_id: string
          p_note?: string
          p_request_id?: string
        }
        Returns: Json
      }
      request_generation: {
        Args: {
          p_actor: string
          p_brief?: Json
          p_order_id: string
          p_reason: string
          p_request_id?: string
          p_variant_numbers: number[]
        }
        Returns: Json
      }
      resolve_failed_job: {
        Args: {
          p_actor: string
          p_expected_version?: number
          p_failed_job_id: string
          p_note: string
          p_request_id?: string
        }
        Returns: Json
      }
      restore_former_song: {
        Args: {
          p_actor: string
          p_reason: string
          p_request_id?: string
          p_song_id: string
          p_variant_id: string
        }
        Returns: Json
      }
      retry_failed_job: {
        Args: {
          p_actor: string
          p_changes?: string
          p_data?: string
          p_due_at?: string
          p_expected_version?: number
          p_failed_job_id: string
          p_note?: string
          p_request_id?: string
        }
        Returns: Json
      }
      reveal_failed_job: {
        Args: {
          p_actor: string
          p_failed_job_id: string
          p_request_id?: string
        }
        Returns: Json
      }
      run_bulk_batch: {
        Args: { p_limit: number; p_operation_id: string; p_part: number }
        Returns: Json
      }
      save_event_types: { Args: { p_types: Json }; Returns: Json }
      save_song_peaks: {
        Args: {
          p_peaks: number[]
          p_storage_path: string
          p_variant_id: string
        }
        Returns: boolean
      }
      schema_version: { Args: Record<PropertyKey, never>; Returns: string }
      search_by_id: {
        Args: { p_from?: string; p_text: string; p_to?: string }
        Returns: Database["desk"]["CompositeTypes"]["search_hit"][]
        SetofOptions: {
          from: "*"
          to: "search_hit"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      search_customers: {
        Args: { p_limit?: number; p_text: string; p_whole?: boolean }
        Returns: Database["desk"]["CompositeTypes"]["search_hit"][]
        SetofOptions: {
          from: "*"
          to: "search_hit"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      send_outbox_now: {
        Args: { p_actor: string; p_event_ids: string[]; p_request_id?: string }
        Returns: Json
      }
      set_bulk_state: {
        Args: {
          p_actor: string
          p_operation_id: string
          p_request_id?: string
          p_state: Database["desk"]["Enums"]["bulk_state"]
        }
        Returns: Json
      }
      set_failure_kinds: {
        Args: { p_rows: Json; p_version: number }
        Returns: number
      }
      set_fingerprints: { Args: { p_rows: Json }; Returns: number }
      settle_missing_event: {
        Args: {
          p_event_id: string
          p_max_resends?: number
          p_patience_seconds?: number
        }
        Returns: string
      }
      settle_outside_rows: { Args: { p_limit: number }; Returns: number }
      snooze_failed_job: {
        Args: {
          p_actor: string
          p_expected_version?: number
          p_failed_job_id: string
          p_note?: string
          p_request_id?: string
          p_until?: string
        }
        Returns: Json
      }
      take_discarded_files: {
        Args: { p_limit: number; p_user_id?: string }
        Returns: string[]
      }
      touch_staff_member: { Args: { p_user_id: string }; Returns: undefined }
      withdraw_staff_invitation: {
        Args: { p_actor?: string; p_id: string; p_request_id?: string }
        Returns: Json
      }
    }
    Enums: {
      attempt_outcome:
        | "pending"
        | "succeeded"
        | "failed"
        | "cancelled"
        | "lost"
        | "ended"
      bulk_kind: "retry" | "resolve" | "assign" | "snooze" | "generate"
      bulk_result: "pending" | "done" | "skipped"
      bulk_state: "running" | "paused" | "aborted" | "done"
      failed_job_state: "open" | "retrying" | "resolved" | "recovered"
      order_status: "empty" | "pending" | "generating" | "complete" | "failed"
      staff_role: "viewer" | "agent" | "admin"
      suggested_action:
        | "retry_now"
        | "retry_later"
        | "talk_to_customer"
        | "fix_payload"
        | "ask_engineer"
    }
    CompositeTypes: {
      search_hit: {
        kind: string | null
        id: string | null
        order_id: string | null
        variant_number: number | null
        state: string | null
        email: string | null
        full_name: string | null
        recipient_name: string | null
        occasion: string | null
        error: string | null
        rank: number | null
        at: string | null
      }
    }
  }
  public: {
    Tables: {
      customizations: {
        Row: {
          created_at: string
          genre: string
          id: string
          language: string
          message: string | null
          mood: string
          occasion: string
          recipient_name: string
          user_id: string
        }
        Insert: {
          created_at?: string
          genre: string
          id?: string
          language?: string
          message?: string | null
          mood: string
          occasion: string
          recipient_name: string
          user_id: string
        }
        Update: {
          created_at?: string
          genre?: string
          id?: string
          language?: string
          message?: string | null
          mood?: string
          occasion?: string
          recipient_name?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "customizations_user_id_fkey"
            columns: ["user_id"]
            isOneToOne: false
            referencedRelation: "users"
            referencedColumns: ["id"]
          },
        ]
      }
      failed_jobs: {
        Row: {
          assignee: string | null
          attempt: number
          customer_id: string | null
          error_message: string
          error_stack: string | null
          error_title: string | null
          error_type: string
          event_data: NonNullable<Json>
          failed_at: string | null
          fingerprint: string | null
          id: string
          job_type: string
          kind: string
          kind_version: number
          last_failed_at: string
          needed_by: string
          notes: string | null
          order_id: string | null
          resolved_at: string | null
          retry_count: number
          run_id: string | null
          search_text: string
          snoozed_until: string | null
          state: Database["desk"]["Enums"]["failed_job_state"]
          version: number
        }
        Insert: {
          assignee?: string | null
          attempt?: number
          customer_id?: string | null
          error_message: string
          error_stack?: string | null
          error_title?: string | null
          error_type?: string
          event_data: NonNullable<Json>
          failed_at?: string | null
          fingerprint?: string | null
          id?: string
          job_type: string
          kind?: string
          kind_version?: number
          last_failed_at?: string
          needed_by?: string
          notes?: string | null
          order_id?: string | null
          resolved_at?: string | null
          retry_count: number
          run_id?: string | null
          search_text?: string
          snoozed_until?: string | null
          state?: Database["desk"]["Enums"]["failed_job_state"]
          version?: number
        }
        Update: {
          assignee?: string | null
          attempt?: number
          customer_id?: string | null
          error_message?: string
          error_stack?: string | null
          error_title?: string | null
          error_type?: string
          event_data?: NonNullable<Json>
          failed_at?: string | null
          fingerprint?: string | null
          id?: string
          job_type?: string
          kind?: string
          kind_version?: number
          last_failed_at?: string
          needed_by?: string
          notes?: string | null
          order_id?: string | null
          resolved_at?: string | null
          retry_count?: number
          run_id?: string | null
          search_text?: string
          snoozed_until?: string | null
          state?: Database["desk"]["Enums"]["failed_job_state"]
          version?: number
        }
        Relationships: []
      }
      orders: {
        Row: {
          amount_cents: number
          created_at: string
          currency: string
          customization_id: string
          id: string
          occasion_date: string | null
          paid_at: string | null
          payment_status: string
          updated_at: string
          user_id: string
        }
        Insert: {
          amount_cents: number
          created_at?: string
          currency?: string
          customization_id: string
          id?: string
          occasion_date?: string | null
          paid_at?: string | null
          payment_status?: string
          updated_at?: string
          user_id: string
        }
        Update: {
          amount_cents?: number
          created_at?: string
          currency?: string
          customization_id?: string
          id?: string
          occasion_date?: string | null
          paid_at?: string | null
          payment_status?: string
          updated_at?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "orders_customization_id_fkey"
            columns: ["customization_id"]
            isOneToOne: false
            referencedRelation: "customizations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "orders_user_id_fkey"
            columns: ["user_id"]
            isOneToOne: false
            referencedRelation: "users"
            referencedColumns: ["id"]
          },
        ]
      }
      song_variants: {
        Row: {
          allow_download: boolean
          allow_embed: boolean
          audio_bytes: number | null
          audio_type: string | null
          completed_at: string | null
          created_at: string | null
          duration_ms: number | null
          first_played_at: string | null
          generation_alive_until: string | null
          generation_event_id: string | null
          generation_requested_at: string | null
          generation_requested_by: string | null
          generation_status: Database["public"]["Enums"]["generation_status"]
          generation_tries: number
          id: string
          new_version_failed_at: string | null
          order_id: string
          replaced: Json | null
          selected: boolean | null
          share_expires_at: string | null
          share_revoked_at: string | null
          share_token: string
          share_version: number
          storage_path: string
          user_id: string
          variant_number: number
        }
        Insert: {
          allow_download?: boolean
          allow_embed?: boolean
          audio_bytes?: number | null
          audio_type?: string | null
          completed_at?: string | null
          created_at?: string | null
          duration_ms?: number | null
          first_played_at?: string | null
          generation_alive_until?: string | null
          generation_event_id?: string | null
          generation_requested_at?: string | null
          generation_requested_by?: string | null
          generation_status?: Database["public"]["Enums"]["generation_status"]
          generation_tries?: number
          id?: string
          new_version_failed_at?: string | null
          order_id: string
          replaced?: Json | null
          selected?: boolean | null
          share_expires_at?: string | null
          share_revoked_at?: string | null
          share_token?: string
          share_version?: number
          storage_path: string
          user_id: string
          variant_number: number
        }
        Update: {
          allow_download?: boolean
          allow_embed?: boolean
          audio_bytes?: number | null
          audio_type?: string | null
          completed_at?: string | null
          created_at?: string | null
          duration_ms?: number | null
          first_played_at?: string | null
          generation_alive_until?: string | null
          generation_event_id?: string | null
          generation_requested_at?: string | null
          generation_requested_by?: string | null
          generation_status?: Database["public"]["Enums"]["generation_status"]
          generation_tries?: number
          id?: string
          new_version_failed_at?: string | null
          order_id?: string
          replaced?: Json | null
          selected?: boolean | null
          share_expires_at?: string | null
          share_revoked_at?: string | null
          share_token?: string
          share_version?: number
          storage_path?: string
          user_id?: string
          variant_number?: number
        }
        Relationships: [
          {
            foreignKeyName: "song_variants_order_id_fkey"
            columns: ["order_id"]
            isOneToOne: false
            referencedRelation: "orders"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "song_variants_user_id_fkey"
            columns: ["user_id"]
            isOneToOne: false
            referencedRelation: "users"
            referencedColumns: ["id"]
          },
        ]
      }
      songs: {
        Row: {
          audio_url: string | null
          created_at: string
          id: string
          order_id: string
          status: string
          user_id: string
        }
        Insert: {
          audio_url?: string | null
          created_at?: string
          id?: string
          order_id: string
          status?: string
          user_id: string
        }
        Update: {
          audio_url?: string | null
          created_at?: string
          id?: string
          order_id?: string
          status?: string
          user_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "songs_order_id_fkey"
            columns: ["order_id"]
            isOneToOne: false
            referencedRelation: "orders"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "songs_user_id_fkey"
            columns: ["user_id"]
            isOneToOne: false
            referencedRelation: "users"
            referencedColumns: ["id"]
          },
        ]
      }
      users: {
        Row: {
          created_at: string
          email: string
          full_name: string | null
          id: string
        }
        Insert: {
          created_at?: string
          email: string
          full_name?: string | null
          id: string
        }
        Update: {
          created_at?: string
          email?: string
          full_name?: string | null
          id?: string
        }
        Relationships: []
      }
    }
    Views: {
      [_ in never]: never
    }
    Functions: {
      find_shared_song: {
        Args: { p_token: string }
        Returns: {
          allow_download: boolean
          allow_embed: boolean
          audio_bytes: number
          audio_type: string
          completed_at: string
          duration_ms: number
          generation_status: Database["public"]["Enums"]["generation_status"]
          occasion: string
          peaks: number[]
          recipient_name: string
          storage_path: string
          variant_id: string
        }[]
      }
      request_share_token: { Args: Record<PropertyKey, never>; Returns: string }
    }
    Enums: {
      generation_status: "pending" | "generating" | "complete" | "failed"
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] &
        DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] &
        DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R
      }
      ? R
      : never
    : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I
      }
      ? I
      : never
    : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U
      }
      ? U
      : never
    : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never

export const Constants = {
  desk: {
    Enums: {
      attempt_outcome: [
        "pending",
        "succeeded",
        "failed",
        "cancelled",
        "lost",
        "ended",
      ],
      bulk_kind: ["retry", "resolve", "assign", "snooze", "generate"],
      bulk_result: ["pending", "done", "skipped"],
      bulk_state: ["running", "paused", "aborted", "done"],
      failed_job_state: ["open", "retrying", "resolved", "recovered"],
      order_status: ["empty", "pending", "generating", "complete", "failed"],
      staff_role: ["viewer", "agent", "admin"],
      suggested_action: [
        "retry_now",
        "retry_later",
        "talk_to_customer",
        "fix_payload",
        "ask_engineer",
      ],
    },
  },
  public: {
    Enums: {
      generation_status: ["pending", "generating", "complete", "failed"],
    },
  },
} as const

export type GenerationStatus = Database["public"]["Enums"]["generation_status"];

/** The states in which a failed job can be changed in each way, as desk_private.job_changes() has them. */
export const JOB_CHANGES = {
  retry: ["open"],
  cancel_retry: ["retrying"],
  end_retry: ["retrying"],
  resolve: ["open"],
  reopen: ["resolved","recovered"],
  assign: ["open","retrying"],
  snooze: ["open"],
} as const;

/** The version of the schema that these types are of: the migration's number, and a checksum. */
export const SCHEMA_VERSION = "20261201090000.504a239c0c72c60d";
