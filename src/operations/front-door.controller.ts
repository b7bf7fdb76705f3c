import { Controller, Get, Redirect } from '@nestjs/common';

/** Whoever opens the bare address is led to where something can be done. */
@Controller()
export class FrontDoorController {
  @Get()
  @Redirect('/playground', 302)
  open(): void {
    // The redirect is the answer.
  }
}
