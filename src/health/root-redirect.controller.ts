import { Controller, Get, Redirect } from '@nestjs/common';

/** Whoever opens the bare address is led to where something can be done. */
@Controller()
export class RootRedirectController {
  @Get()
  @Redirect('/playground', 302)
  redirect(): void {
    // The redirect is the answer.
  }
}
