import { asObject, asString } from "../../runtime/parse";
import { fromBase64url, toBase64url } from "./coding";

type Json = Record<string, unknown>;

/** Options as the server writes them, with text where the browser wants bytes. */
function publicKey(options: unknown): Json {
  return { ...asObject(asObject(options, "options")["publicKey"], "publicKey") };
}

function bytes(value: unknown): ArrayBuffer {
  return fromBase64url(asString(value, "bytes"));
}

function described(list: unknown): unknown {
  if (!Array.isArray(list)) return [];
  return list.map((each: unknown) => {
    const one = asObject(each, "key");
    return { ...one, id: bytes(one["id"]) };
  });
}

/** Have the browser make a key; the answer is what the server reads. */
export async function create(options: unknown, alone: boolean): Promise<Json> {
  const wanted = publicKey(options);
  const user = asObject(wanted["user"], "user");
  const made = await navigator.credentials.create({
    publicKey: {
      ...wanted,
      challenge: bytes(wanted["challenge"]),
      user: { ...user, id: bytes(user["id"]) },
      excludeCredentials: described(wanted["excludeCredentials"]),
      authenticatorSelection: {
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        userVerification: alone ? "required" : "preferred",
      },
    } as unknown as PublicKeyCredentialCreationOptions,
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error("no credential");
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...shared(made),
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      attestationObject: toBase64url(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

/** Have the browser use a key that it holds. */
export async function get(options: unknown): Promise<Json> {
  const wanted = publicKey(options);
  const used = await navigator.credentials.get({
    publicKey: {
      ...wanted,
      challenge: bytes(wanted["challenge"]),
      allowCredentials: described(wanted["allowCredentials"]),
    } as unknown as PublicKeyCredentialRequestOptions,
  });
  if (!(used instanceof PublicKeyCredential)) throw new Error("no credential");
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    ...shared(used),
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      authenticatorData: toBase64url(response.authenticatorData),
      signature: toBase64url(response.signature),
      userHandle: response.userHandle ? toBase64url(response.userHandle) : null,
    },
  };
}

function shared(credential: PublicKeyCredential): Json {
  return {
    type: credential.type,
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}
