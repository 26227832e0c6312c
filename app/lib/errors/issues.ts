import type { z } from "zod";
import { isSentenceKey, type SentenceKey, say, worded } from "./catalogue";
import { sentenceOf, type WordedSentence } from "./sentence";

/** What a schema says of a wrong value: the name of a sentence, which zod takes for its message. */
export function says<Key extends SentenceKey>(key: Key): Key {
  return key;
}

type Issue = z.core.$ZodIssue;

/** What an issue knows that a sentence may name: its bounds, and what a refinement adds. */
function factsOf(issue: Issue) {
  return {
    ...("minimum" in issue && { minimum: Number(issue.minimum) }),
    ...("maximum" in issue && { maximum: Number(issue.maximum) }),
    ...("params" in issue && issue.params),
  };
}

/** The sentence of an issue: its schema's own, or what zod says where a schema leaves it at that. */
export function sentenceOfIssue(issue: Issue): WordedSentence {
  if (isSentenceKey(issue.message)) return worded(sentenceOf(issue.message, factsOf(issue)));
  return say("malformed", { problem: issue.message });
}
