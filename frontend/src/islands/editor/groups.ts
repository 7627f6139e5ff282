import type { Json } from "./copy";

/** Whether a value is a group of fields. */
export function isGroup(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
