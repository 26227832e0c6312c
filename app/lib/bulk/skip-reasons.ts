import { english, say } from "~/lib/errors/catalogue";
import { type WordedSentence, wordIn } from "~/lib/errors/sentence";

/** Why an item of a bulk action is left out, by the code with which its own operation refuses. */
export function skipReason(code: string): WordedSentence {
  const sentence = { code, facts: { case: "item" } };
  const message = wordIn(english, sentence);
  return message === null ? say("refused", { by: code }) : { ...sentence, message };
}
