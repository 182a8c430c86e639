/** The lab's control API, once a report has named it. */
export function createLab(onStickiness: (enabled: boolean) => void) {
  let controlUrl: string | null = null;
  async function refresh(): Promise<void> {
    const response = await fetch(`${controlUrl}/state`);
    const state = (await response.json()) as { targetGroup: { attributes: Record<string, string> } };
    onStickiness(state.targetGroup.attributes["stickiness.enabled"] === "true");
  }
  return {
    use(url: string): void {
      controlUrl = url;
      void refresh().catch(() => {});
    },
    async setStickiness(enabled: boolean): Promise<void> {
      await fetch(`${controlUrl}/target-group/attributes`, {
        method: "PATCH",
        body: JSON.stringify({ "stickiness.enabled": String(enabled) }),
      });
      await refresh();
    },
    async kill(instance: string): Promise<void> {
      await fetch(`${controlUrl}/targets/${instance}/kill`, { method: "POST" });
    },
  };
}
