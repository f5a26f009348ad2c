const bracketed = String.raw`{\u007b`;

/**
 * A secret's JSON text as AWS takes it: Parameter Store refuses `{{…}}`, its reference to another parameter. In JSON `{{` can
 * only stand within a string, where its second character can as well be an escape; `JSON.stringify` never writes that one.
 */
export function toParameterValue(text: string): string {
  return text.replaceAll('{{', bracketed);
}

/** JSON text of a parameter's value: what is no JSON, made by hand or by Terraform, is a string. */
export function fromParameterValue(value: string): string {
  return isJson(value) ? value.replaceAll(bracketed, '{{') : JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
