import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROUTES = fileURLToPath(new URL("../../app/routes/", import.meta.url));

/** One part of the address of a route: a word, or the name of a parameter. */
export type AddressPart = { word: string } | { parameter: string };

/** A part of a route's file name, as @remix-run/fs-routes reads it. */
function partOf(text: string): AddressPart[] {
  if (text.startsWith("_")) return [];
  const name = text.replace(/_$/, "").replaceAll(/\[(.+?)\]/g, "$1");
  if (name === "$") return [{ parameter: "*" }];
  return [name.startsWith("$") ? { parameter: name.slice(1) } : { word: name }];
}

/** The address of every route there is, from the names of their files: a new one is among them by itself. */
export function siteRoutes(): AddressPart[][] {
  return (
    readdirSync(ROUTES)
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
      .map((file) => file.replace(/\.tsx?$/, ""))
      // A dot in brackets is a letter.
      .map((name) => name.split(/\.(?![^[]*\])/).flatMap(partOf))
  );
}

/** The address of a route with a value for each of its parameters. */
export function addressOf(route: AddressPart[], fill: (parameter: string, before: string) => string): string {
  let before = "";
  const parts = route.map((part) => {
    const text = "word" in part ? part.word : fill(part.parameter, before);
    if ("word" in part) before = part.word;
    return text;
  });
  return `/${parts.join("/")}`;
}
