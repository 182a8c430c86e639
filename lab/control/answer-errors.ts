import type { NextFunction, Request, Response } from "express";
import { UserError } from "../../machine/user-error.ts";
import { MAX_CONTROL_BODY } from "../../protocol/control/requests.ts";
import type { ControlError } from "../../protocol/control/state.ts";
import { NotFoundError } from "../not-found-error.ts";
import { BadRequestError } from "./read-body.ts";

/** Answers an error of the control API: what a person can mend in a sentence, with the status that fits. */
export function answerErrors(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error);
  const { status, ...answer } = failure(error);
  response.status(status).json(answer);
}

function failure(error: unknown): { status: number } & ControlError {
  if (error instanceof BadRequestError) return { status: 400, error: error.error };
  if (error instanceof NotFoundError) return { status: 404, error: { message: error.message } };
  if (error instanceof UserError) return { status: 409, error: { message: error.message } };
  const { status = 500, type, message = String(error) } = error as { status?: number; type?: string; message?: string };
  if (type === "entity.parse.failed") return { status: 400, error: { message: `the body is not JSON: ${message}` } };
  if (type === "entity.too.large") {
    return { status: 413, error: { message: `the body is longer than ${MAX_CONTROL_BODY} bytes` } };
  }
  return { status: status >= 400 && status < 500 ? status : 500, error: { message } };
}
