// Behaviors of the storefront. Each is asked for by data-behavior, knows no business,
// and makes better what already works without it. One file, since each more is a request.

const behaviors = {
  // A <details> that closes by Escape, by a click elsewhere and when focus leaves it.
  disclosure(details) {
    const close = () => { details.open = false; };
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      close();
      details.querySelector("summary").focus();
    });
    details.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !details.contains(event.relatedTarget)) close();
    });
    document.addEventListener("click", (event) => {
      if (!details.contains(event.target)) close();
    });
  },

  // Of the <details> within, one is open where there is room for two columns, and the pointer opens another.
  "one-open"(rail) {
    const wide = matchMedia("(min-width: 48rem)");
    const tops = [...rail.querySelectorAll(":scope > details")];
    const show = (top) => tops.forEach((other) => { other.open = other === top; });
    rail.closest("details").addEventListener("toggle", (event) => {
      if (wide.matches && event.target.open && !tops.some((top) => top.open)) show(tops[0]);
    });
    tops.forEach((top) => {
      let timer = 0;
      top.firstElementChild.addEventListener("pointerenter", (event) => {
        if (event.pointerType === "mouse" && wide.matches) timer = setTimeout(() => show(top), 90);
      });
      top.firstElementChild.addEventListener("pointerleave", () => clearTimeout(timer));
    });
  },

  // Counts down to a <time>'s moment; at its end the block is gone.
  countdown(time) {
    const end = Date.parse(time.dateTime);
    const tick = () => {
      const left = Math.max(0, Math.floor((end - Date.now()) / 1000));
      const days = Math.floor(left / 86400);
      const clock = [left / 3600 % 24, left / 60 % 60, left % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
      time.textContent = (days ? time.dataset.day.replace("#", days) + " " : "") + clock;
      if (!left) (time.closest("section") ?? time.parentElement).hidden = true;
      else if (time.isConnected) setTimeout(tick, 1000 - Date.now() % 1000);
    };
    tick();
  },

  // Thumbnails move the strip instead of the page, and follow it when it is swiped.
  gallery(gallery) {
    const strip = gallery.querySelector(".gallery__strip");
    const thumbs = [...gallery.querySelectorAll(".gallery__thumb")];
    const slides = [...strip.children];
    const mark = (index) => thumbs.forEach((thumb, at) => {
      if (at === index) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    });
    thumbs.forEach((thumb, index) => thumb.addEventListener("click", (event) => {
      event.preventDefault();
      strip.scrollTo({ left: slides[index].offsetLeft - slides[0].offsetLeft });
      mark(index);
    }));
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) mark(slides.indexOf(entry.target));
    }, { root: strip, threshold: 0.6 });
    slides.forEach((slide) => watcher.observe(slide));
    const box = gallery.querySelector("dialog");
    let large;
    const open = (index) => {
      if (!large) {
        large = strip.cloneNode(true);
        large.querySelectorAll("[id]").forEach((slide) => slide.removeAttribute("id"));
        large.querySelectorAll("[sizes]").forEach((file) => { file.sizes = "100vw"; });
        box.prepend(large);
      }
      box.showModal();
      large.children[index].scrollIntoView({ behavior: "instant", block: "nearest" });
      large.focus();
    };
    strip.addEventListener("click", (event) => {
      if (!event.target.closest("[data-zoom]")) return;
      event.preventDefault();
      open(slides.indexOf(event.target.closest(".gallery__slide")));
    });
    box.addEventListener("click", (event) => {
      const part = event.target.closest("[data-turn], [data-close], [data-zoom]");
      if (!part) return;
      event.preventDefault();
      if (part.dataset.turn) large.scrollBy({ left: Number(part.dataset.turn) * large.clientWidth * (document.dir === "rtl" ? -1 : 1) });
      else if ("zoom" in part.dataset) part.parentElement.classList.toggle("is-zoomed");
      else box.close();
    });
  },

  // Puts an address into the clipboard and says so.
  copy(button) {
    if (!navigator.clipboard) return;
    button.classList.add("is-live");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.address);
      button.querySelector("[data-said]").textContent = button.dataset.done;
    });
  },

  // Hands the page to whatever the device shares with.
  share(button) {
    if (!navigator.share) return;
    button.classList.add("is-live");
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.title, url: button.dataset.address }).catch(() => {});
    });
  },

  // Minus and plus around a number field.
  quantity(box) {
    const input = box.querySelector("input");
    const steps = [...box.querySelectorAll("[data-step]")];
    const show = () => steps.forEach((step) => {
      const next = Number(input.value) + Number(step.dataset.step);
      step.disabled = next < Number(input.min) || next > Number(input.max);
    });
    steps.forEach((step) => {
      step.classList.add("is-live");
      step.addEventListener("click", () => {
        if (Number(step.dataset.step) > 0) input.stepUp(); else input.stepDown();
        show();
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
    input.addEventListener("change", show);
    show();
  },

  // Sends the form when a choice is made. Arrow keys only move through a closed list, so after
  // them the shopper uses the form's button; Enter in a field sends the form by itself.
  "auto-submit"(control) {
    const form = control.form;
    const isList = control.matches("select");
    let byKeys = false;
    let timer = 0;
    control.addEventListener("keydown", (event) => { byKeys = isList === (event.key !== "Enter"); });
    control.addEventListener("pointerdown", () => { byKeys = false; });
    control.addEventListener("change", () => {
      clearTimeout(timer);
      if (byKeys) return;
      timer = setTimeout(() => { if (form.reportValidity()) form.requestSubmit(); }, Number(control.dataset.wait ?? 0));
    });
    form.addEventListener("submit", () => { clearTimeout(timer); byKeys = false; });
  },

  // A search field whose suggestions the arrow keys lead through. What is announced stands in the fragment.
  suggest(form) {
    const field = form.querySelector("input");
    const list = () => form.querySelector("#suggestions");
    const current = () => list().querySelector("[aria-selected=true]");
    const choose = (option) => {
      current()?.setAttribute("aria-selected", "false");
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) field.setAttribute("aria-activedescendant", option.id);
      else field.removeAttribute("aria-activedescendant");
    };
    const clear = () => { choose(null); list().replaceChildren(); };
    field.addEventListener("keydown", (event) => {
      const all = [...list().querySelectorAll("[role=option]")];
      const at = all.indexOf(current());
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!all.length || !(step || event.key === "Escape" || (event.key === "Enter" && at >= 0))) return;
      event.preventDefault();
      if (step) choose(all[(at + 1 + step + all.length + 1) % (all.length + 1) - 1]);
      else if (event.key === "Enter") all[at].click();
      else clear();
    });
    form.addEventListener("submit", clear);
    form.addEventListener("htmx:afterSwap", () => {
      choose(null);
      form.querySelector("[role=status]").textContent = list().dataset.said ?? "";
    });
  },

  // A form of filters that sends itself as boxes are ticked, unless it is the sheet of a phone, where several are
  // ticked before. Empty fields are left out of the address. Of single choices, a chosen one can be taken back.
  narrow(form) {
    let chosen = null;
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    });
    form.addEventListener("pointerdown", ({ target }) => { chosen = target.closest("label")?.querySelector(":checked"); });
    form.addEventListener("click", ({ target }) => {
      if (target.type !== "radio" || target !== chosen) return;
      target.checked = false;
      chosen = null;
      target.dispatchEvent(new Event("change", { bubbles: true }));
    });
    form.addEventListener("change", () => { if (!form.matches(":target")) form.requestSubmit(); });
  },

  dismiss(button) {
    button.classList.add("is-live");
    button.addEventListener("click", () => button.parentElement.remove());
  },

  dialog(link) {
    const dialog = document.querySelector(link.hash);
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target !== dialog && !event.target.closest("[data-close]")) return;
      event.preventDefault();
      dialog.close();
    });
  },

  // Shows the dialog that a link's answer is swapped into.
  "open-dialog"(link) {
    const dialog = document.querySelector(link.getAttribute("hx-target"));
    dialog.addEventListener("htmx:afterSwap", () => { if (!dialog.open) dialog.showModal(); });
    link.addEventListener("htmx:responseError", () => location.assign(link.href));
    dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("[data-close]")) dialog.close(); });
  },

  "focus-me"(element) { element.focus(); },
};

const awake = new WeakSet();
const has = (cookie) => document.cookie.split("; ").some((one) => one.startsWith(`${cookie}=`));

// What is live on a page comes by one request for all of its parts. What is a person's own is only asked for where
// there may be any: the browser was given something, or was not asked about cookies yet.
function enliven(root) {
  const at = document.body.dataset.live;
  const isKnown = has("mine") || !has("asked");
  const parts = [...root.querySelectorAll("[data-part]")].filter((part) => !awake.has(part));
  parts.forEach((part) => awake.add(part));
  const wanted = parts.filter((part) => isKnown || !("mine" in part.dataset)).map((part) => part.dataset.part);
  if (at && wanted.length) htmx.ajax("GET", `${at}?${wanted.join("&")}`, { target: "body", swap: "none" }).catch(() => {});
}

function wake(root) {
  const found = [...root.querySelectorAll("[data-behavior]")];
  if (root.matches?.("[data-behavior]")) found.push(root);
  for (const element of found) {
    if (awake.has(element)) continue;
    awake.add(element);
    behaviors[element.dataset.behavior]?.(element);
  }
}

// A form whose swap was refused says why at the top of the page, where a page without htmx would have said it.
document.addEventListener("htmx:responseError", (event) => {
  const place = document.querySelector("#flashes");
  if (!place || !event.detail.elt.matches("form")) return;
  place.innerHTML = event.detail.xhr.responseText;
  place.scrollIntoView({ block: "nearest" });
});

wake(document);
enliven(document);
document.addEventListener("htmx:load", (event) => { wake(event.detail.elt); enliven(event.detail.elt.parentElement ?? event.detail.elt); });
