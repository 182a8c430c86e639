/** Whether somebody may be looking at this window. Everything in `web/` asks here, so that its parts agree. */
export const windowVisible = {
  is: (): boolean => document.visibilityState !== "hidden",
  /**
   * Calls `listener` each time that changes.
   * @returns what ends it.
   */
  watch(listener: () => void): () => void {
    document.addEventListener("visibilitychange", listener);
    return () => document.removeEventListener("visibilitychange", listener);
  },
};
