/** What moto can do beside being AWS: make its random ids repeatable, record the calls made to it, and replay them. */
export function createMotoRecorder(url: string) {
  const ask = async (path: string, body?: string) => {
    const response = await fetch(`${url}/moto-api/${path}`, {
      method: "POST",
      // With any other content type moto takes the upload for empty, and still answers 200.
      ...(body === undefined ? {} : { body, headers: { "content-type": "application/octet-stream" } }),
      signal: AbortSignal.timeout(60_000),
    });
    if (!response.ok) throw new Error(`the emulator answered ${response.status} to ${path}`);
  };
  const seed = () => ask("seed?a=42");

  return {
    async start(): Promise<void> {
      await ask("reset");
      await seed();
      await ask("recorder/reset-recording");
      await ask("recorder/start-recording");
    },

    async stop(): Promise<string> {
      await ask("recorder/stop-recording");
      const response = await fetch(`${url}/moto-api/recorder/download-recording`, {
        signal: AbortSignal.timeout(60_000),
      });
      return response.text();
    },

    /** Into an emulator that was asked for nothing yet: everything gets the ids that it had. */
    async replay(recording: string): Promise<void> {
      await seed();
      await ask("recorder/upload-recording", recording);
      await ask("recorder/replay-recording");
    },
  };
}
