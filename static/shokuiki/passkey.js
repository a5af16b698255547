// Passkeys. <form data-sk-passkey="create|get|login">: the browser makes or shows the passkey, its answer goes with the
// form. The question of the server stands in the page (data-sk-options names it), or, for "login", is fetched.
// Also the recovery codes, which the browser writes into a file itself: the server shows them once.
"use strict";

(() => {
  const WORDS = {
    NotAllowedError: "パスキーの操作が中止されたか、時間が過ぎました。もう一度お試しください。",
    InvalidStateError: "この端末のパスキーは、すでに登録されています。",
    SecurityError: "このアドレスではパスキーを使えません。センターから案内されたアドレス（数字だけでないもの）で開いてください。",
  };
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

  async function question(form) {
    if (form.dataset.skPasskey !== "login") {
      const data = JSON.parse(document.getElementById(form.dataset.skOptions).textContent);
      return (data.creation_options || data.request_options).publicKey;
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options.publicKey;
  }

  function asked(options) {
    const known = { ...options, challenge: bytes(options.challenge) };
    if (options.user) known.user = { ...options.user, id: bytes(options.user.id) };
    if (options.allowCredentials) known.allowCredentials = withBytes(options.allowCredentials);
    if (options.excludeCredentials) known.excludeCredentials = withBytes(options.excludeCredentials);
    return { publicKey: known };
  }

  function answered(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    };
  }

  async function run(form) {
    const problem = form.querySelector("[data-sk-passkey-problem]");
    problem.hidden = true;
    try {
      const kind = form.dataset.skPasskey === "create" ? "create" : "get";
      const credential = await navigator.credentials[kind](asked(await question(form)));
      form.elements.credential.value = JSON.stringify(answered(credential));
      form.submit();
    } catch (error) {
      problem.querySelector("p").textContent = WORDS[error.name] || "パスキーを使えませんでした。少し待ってから、もう一度お試しください。";
      problem.hidden = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-sk-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    (form.closest("[data-sk-passkey-part]") || form).hidden = false;
    document.querySelector("[data-sk-passkey-missing]")?.remove();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }

  for (const link of document.querySelectorAll("a[data-sk-codes]")) {
    const codes = [...document.querySelectorAll("#recovery-codes li")].map((item) => item.textContent.trim());
    const lines = ["職域　回復コード（一つのコードは一度だけ使えます）", "", ...codes, ""].join("\r\n");
    link.href = URL.createObjectURL(new Blob([lines], { type: "text/plain" }));
    link.hidden = false;
  }
})();
