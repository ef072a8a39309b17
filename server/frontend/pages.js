// Entry of the widget. Jupyter loads it from a blob, where relative imports fail, so it only
// fetches the pages' modules from the page's own origin.
export default {
  async render({ model, el }) {
    const { show } = await import(`${location.origin}/frontend/app/dashboard.js`);
    return show(el, model);
  },
};
