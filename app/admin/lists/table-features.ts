import { metaHelper, rowSortingFeature, tableFeatures } from "@tanstack/react-table";

/** What a column says about its looks. */
export interface ColumnLook {
  width?: string;
  /** Left out of the table below this width of the window. */
  from?: "md" | "lg";
}

/** What the tables of the desk use of TanStack Table; the server does the sorting and paging. */
export const deskTableFeatures = tableFeatures({ rowSortingFeature, columnMeta: metaHelper<ColumnLook>() });
export type DeskTableFeatures = typeof deskTableFeatures;
