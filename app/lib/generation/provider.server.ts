/** What a song is made from; assembled by the caller from the order and its customization. */
export interface SongRequest {
  orderId: string;
  /** 1 to 5; each variant of an order is a different song. */
  variantNumber: number;
  recipientName: string;
  occasion: string;
  genre: string;
  mood: string;
  language: string;
  message: string | null;
  /** desk.song_options as stored: a customer's data, so every provider parses it itself. */
  options: unknown;
  /** The id of the event that asks for the song: asked for once more, it is another song. */
  requestId: string;
  /** How many tries for this variant of this order were made before; 0 for the first. */
  tryNumber: number;
}

/** A finished song as the provider delivered it; whether it is playable is for readAudio() to say. */
export interface GeneratedSong {
  audio: Uint8Array;
  /** Media type without parameters, e.g. "audio/wav". */
  contentType: string;
  /** Without the dot, e.g. "wav". */
  fileExtension: string;
}

/** The port between the desk and whatever makes the songs. */
export interface SongProvider {
  /**
   * Makes one song and waits until it is finished.
   * @param request what to make
   * @param signal aborts the waiting; the promise then rejects with the signal's own reason
   * @throws SongProviderError for everything that the provider itself gets wrong
   */
  generate(request: SongRequest, signal?: AbortSignal): Promise<GeneratedSong>;
}
