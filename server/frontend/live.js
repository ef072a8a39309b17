// Entry of the widget. Jupyter loads it from a blob, where relative imports fail, so it only
// fetches the view's modules from the page's own origin.
export default {
  async render(context) {
    const { render } = await import(`${location.origin}/frontend/view.js`);
    return render(context);
  },
};
