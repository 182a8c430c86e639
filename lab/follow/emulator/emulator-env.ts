/** What makes Terraform and AWS's SDKs speak to an emulator instead of AWS; undefined: not to be set. The root itself knows nothing of it. */
export function emulatorEnv(url: string, region = "us-east-1"): Record<string, string | undefined> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "emulator",
    AWS_SECRET_ACCESS_KEY: "emulator",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_CONFIG_FILE: "/dev/null",
    // A person's own profile or session must not be taken for these.
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
  };
}
