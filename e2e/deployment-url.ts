/** The deployment that `E2E_URL` names, without a slash at its end; null: the scenarios start a lab of their own. */
export const DEPLOYMENT: string | null = process.env["E2E_URL"]?.replace(/\/+$/, "") || null;
