/* Swagger UI under the strict content policy: no inline script, no validator, nothing is sent from here. */
window.addEventListener("load", () => {
  const place = document.getElementById("api-docs");
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    validatorUrl: null,
    supportedSubmitMethods: [],
    deepLinking: true,
  });
});
