/** Variables of the Terraform root that decide what the emulator would have to play. */
export interface DecisiveVariables {
  certificate_arn: string | null;
  zone_id: string | null;
  vpc_id: string | null;
  shared_state_enabled: boolean;
}

/** What Terraform's console is asked, to get them from wherever they were set. */
export const DECISIVE_VARIABLES =
  "jsonencode({ certificate_arn = var.certificate_arn, zone_id = var.zone_id, vpc_id = var.vpc_id, shared_state_enabled = var.shared_state_enabled })";

/** Why these cannot be applied to the emulator, where Terraform would wait for minutes; null when they can. */
export function refuseUnplayable({
  certificate_arn,
  zone_id,
  vpc_id,
  shared_state_enabled,
}: DecisiveVariables): string | null {
  const refused = [
    ...(shared_state_enabled ? ["shared_state_enabled is true, and the emulator has no working ElastiCache"] : []),
    ...(certificate_arn === null ? [] : ["certificate_arn is set, and the emulator has no such certificate"]),
    ...(zone_id === null ? [] : ["zone_id is set, and the emulator has no such zone"]),
    ...(vpc_id === null ? [] : ["vpc_id is set, and the emulator has no such network"]),
  ];
  return refused.length === 0
    ? null
    : `${refused.join("; ")}. Leave it out of terraform.tfvars and of TF_VAR_…, or give --root a copy of the root without it.`;
}
