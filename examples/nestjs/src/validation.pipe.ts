import { ValidationPipe } from "@nestjs/common";
import { UnifiedStoreError } from "unified-store";

/**
 * Checks bodies and queries by the classes of `unified-store/class-validator`. What it refuses is
 * an error as the stores throw it, so that clients see one kind.
 */
export const validationPipe = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  stopAtFirstError: true,
  exceptionFactory: ([first]) => {
    const [message = "the request is not valid"] = Object.values(first?.constraints ?? {});
    return new UnifiedStoreError("validation", message, first && { field: first.property });
  },
});
