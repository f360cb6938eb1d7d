import { Body, Controller, HttpCode, Inject, Post } from "@nestjs/common";
import type { Scope } from "unified-store";
import {
  IngestJobClaim,
  IngestJobClaimInput,
  IngestJobCompleteInput,
  IngestJobFailInput,
  IngestJobInput,
} from "unified-store/class-validator";
import { SCOPE } from "../stores/scope.provider";

@Controller("jobs")
export class JobsController {
  constructor(@Inject(SCOPE) private readonly scope: Scope) {}

  @Post()
  enqueue(@Body() input: IngestJobInput) {
    return this.scope.ingest.jobs.enqueue(input);
  }

  @Post("claim")
  @HttpCode(200)
  claim(@Body() input: IngestJobClaimInput) {
    return this.scope.ingest.jobs.claim(input);
  }

  @Post("complete")
  @HttpCode(200)
  complete(@Body("job") job: IngestJobClaim, @Body("input") input: IngestJobCompleteInput) {
    return this.scope.ingest.jobs.complete(job, input);
  }

  @Post("fail")
  @HttpCode(200)
  fail(@Body("job") job: IngestJobClaim, @Body("input") input: IngestJobFailInput) {
    return this.scope.ingest.jobs.fail(job, input);
  }
}
