import { ValidationPipe } from "@nestjs/common";
import { UnifiedStoreError } from "unified-store";

/**
 * Validates bodies and queries with the classes of `unified-store/class-validator`. A validation
 * error has the form of the stores' errors, so clients see one kind of error.
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
