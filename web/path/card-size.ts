/** Of an instance's card on the path, in pixels, as `PathStrip.css` has it: the fan ends at the cards' middles. */
export const CARD_HEIGHT = 32;
export const CARD_GAP = 6;
/** So many instances stand under one another. */
export const CARD_ROWS = 3;
