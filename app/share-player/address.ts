/** The address of the share page's script. The build makes the script, and writes its address in the place of this one. */
export const SHARE_PLAYER = "";
