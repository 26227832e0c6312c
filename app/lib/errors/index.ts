import { AppError as CatalogueError } from "./app-error";

export { notFound } from "./app-error";

/** For the modules of bulk, which word their refusals themselves until they are one folder. */
export class AppError extends CatalogueError {
  constructor(
    override readonly code: string,
    override readonly status: number,
    message: string,
    options: { fields?: Record<string, string>; details?: Record<string, unknown> } = {},
  ) {
    super("invalid", options.details, {
      fields: Object.fromEntries(
        Object.entries(options.fields ?? {}).map(([name, text]) => [
          name,
          { code: "malformed", message: text },
        ]),
      ),
    });
    this.message = message;
  }
}
