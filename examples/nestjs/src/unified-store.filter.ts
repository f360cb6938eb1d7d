import { type ArgumentsHost, Catch, type ExceptionFilter, HttpStatus, Logger } from "@nestjs/common";
import { HttpAdapterHost } from "@nestjs/core";
import { UnifiedStoreError, type UnifiedStoreErrorCode } from "unified-store";

/** Maps every error code to a status. A missing code is a compile error. */
const STATUS: Record<UnifiedStoreErrorCode, HttpStatus> = {
  validation: HttpStatus.BAD_REQUEST,
  not_found: HttpStatus.NOT_FOUND,
  conflict: HttpStatus.CONFLICT,
  version_conflict: HttpStatus.CONFLICT,
  unique_violation: HttpStatus.CONFLICT,
  in_use: HttpStatus.CONFLICT,
  serialization: HttpStatus.SERVICE_UNAVAILABLE,
  timeout: HttpStatus.SERVICE_UNAVAILABLE,
  aborted: HttpStatus.SERVICE_UNAVAILABLE,
  connection: HttpStatus.SERVICE_UNAVAILABLE,
  closed: HttpStatus.SERVICE_UNAVAILABLE,
  permission: HttpStatus.INTERNAL_SERVER_ERROR,
  schema: HttpStatus.INTERNAL_SERVER_ERROR,
  migration: HttpStatus.INTERNAL_SERVER_ERROR,
  not_supported: HttpStatus.INTERNAL_SERVER_ERROR,
};

/** Answers with the code, the field and the message of an error. They never contain contents. */
@Catch(UnifiedStoreError)
export class UnifiedStoreFilter implements ExceptionFilter<UnifiedStoreError> {
  private readonly logger = new Logger(UnifiedStoreFilter.name);

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: UnifiedStoreError, host: ArgumentsHost): void {
    const { code, field, message } = error;
    const statusCode = STATUS[code];
    const isOurs = statusCode >= HttpStatus.INTERNAL_SERVER_ERROR;
    if (isOurs) this.logger.error(JSON.stringify(error), error.stack);
    // Details of a server error are only for operators.
    const said = isOurs ? "The server cannot do this now" : message;
    const body = { statusCode, code, message: said, ...(!isOurs && { field }) };
    this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), body, statusCode);
  }
}
