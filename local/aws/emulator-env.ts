/** What makes Terraform and AWS's SDKs speak to an emulator instead of AWS. The Terraform root itself knows nothing of it. */
export function emulatorEnv(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "emulator",
    AWS_SECRET_ACCESS_KEY: "emulator",
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    // A person's own profile, role or session must not be taken for these.
    AWS_PROFILE: "",
    AWS_SESSION_TOKEN: "",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_CONFIG_FILE: "/dev/null",
  };
}
