let playing: HTMLMediaElement | null = null;

/** A player begins: whichever other one of this page plays, pauses, so that two songs are never heard at once. */
export function playOnly(player: HTMLMediaElement): void {
  if (playing !== player) playing?.pause();
  playing = player;
}
