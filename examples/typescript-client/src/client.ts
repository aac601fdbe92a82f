// A GraphQL client in one function: a document that knows its types, its variables, its data.

import type { TypedDocumentString } from "./generated/graphql.js";

/** What a mutation says about what was given to it. */
export interface UserError {
  code: string;
  field?: readonly string[] | null;
  message: string;
}

/** An answer with errors at the top: the request as a whole was not carried out. */
export class RequestError extends Error {
  override name = "RequestError";
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** What a mutation refused, each with the field that it is about. */
export class Refused extends Error {
  override name = "Refused";
  readonly errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map((error) => `${error.field?.join(".") ?? "request"}: ${error.message}`).join("; "));
    this.errors = errors;
  }
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Asks one server, as one caller. */
export class Patronage {
  readonly #url: string;
  readonly #token: string | undefined;

  constructor(url: string, token?: string) {
    this.#url = url;
    this.#token = token;
  }

  /** The same server, asked with another token. */
  as(token: string): Patronage {
    return new Patronage(this.#url, token);
  }

  /**
   * Runs a document. A key makes a mutation safe to send again, after a timeout for example: what was
   * done is answered, not done twice.
   */
  async run<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    idempotencyKey?: string,
  ): Promise<Data> {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (this.#token !== undefined) headers["authorization"] = `Bearer ${this.#token}`;
    if (idempotencyKey !== undefined) headers["idempotency-key"] = idempotencyKey;
    const body = JSON.stringify({ query: document.toString(), variables });
    const response = await fetch(`${this.#url}/graphql`, { method: "POST", headers, body });
    const answer = (await response.json()) as Answer<Data>;
    const error = answer.errors?.[0];
    if (error) throw new RequestError(error.message, error.extensions?.code ?? "UNKNOWN");
    if (!answer.data) throw new RequestError(`HTTP ${response.status} without data`, "UNKNOWN");
    return answer.data;
  }
}

/** The payload of a mutation that was carried out. */
export function done<Payload extends { userErrors: readonly UserError[] }>(payload: Payload): Payload {
  if (payload.userErrors.length > 0) throw new Refused(payload.userErrors);
  return payload;
}
