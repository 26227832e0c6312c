/** Loads the palette: when it is first called, or before that. */
export const loadPalette = () => import("./PaletteDialog");
