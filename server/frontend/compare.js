// Entry of the comparison's widget; see live.js for the reason why it only fetches a module.
export default {
  async render(context) {
    const { render } = await import(`${location.origin}/frontend/compare_view.js`);
    return render(context);
  },
};
