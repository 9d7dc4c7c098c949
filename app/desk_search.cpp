#include "app/desk.h"
#include "engine/search/query_parser.h"

namespace fovea::app {

namespace {

SearchRequest toRequest(const ui::SearchRequest &request) {
    SearchRequest result;
    result.query = search::parseQuery(request.text.toStdString());
    result.sort =
        request.sort == ui::SortBy::Date ? search::SortOrder::Date : search::SortOrder::Relevance;
    for (const ui::SearchChip &chip : request.images) {
        result.images.append({chip.photo, chip.file, chip.encoded});
    }
    return result;
}

} // namespace

void Desk::startSearch(const ui::SearchRequest &request) {
    m_request = request;
    m_searchPending = !request.empty();
    if (m_searchPending) {
        m_search->search(toRequest(request));
    } else {
        m_search->forgetSearch();
    }
}

/// New photos may belong into the answer. A search that has not answered yet is let through first,
/// or it might never.
void Desk::askAgain() {
    if (!m_request.empty() && !m_searchPending) {
        startSearch(m_request);
    }
}

void Desk::showResult(const SearchResult &result) {
    m_searchPending = false;
    if (result.failure.isEmpty()) {
        m_window->setResults(result.photos);
    } else {
        m_window->setSearchFailed(result.failure);
    }
}

void Desk::showModelState() {
    using Phase = ui::ModelState::Phase;
    ui::ModelState state;
    switch (m_search->modelState()) {
    case SearchService::ModelState::Asleep:
        state.phase = Phase::Asleep;
        break;
    case SearchService::ModelState::Loading:
        state.phase = Phase::Loading;
        break;
    case SearchService::ModelState::Ready:
        state.phase = Phase::Ready;
        break;
    case SearchService::ModelState::Failed:
        state.phase = Phase::Missing;
        state.problem = m_search->modelFailure();
        break;
    }
    const QString model =
        m_overview.activeModel.isEmpty() ? m_overview.chosenModel : m_overview.activeModel;
    state.title = m_models->title(model);
    state.goodFor = m_models->goodFor(model);
    m_window->setModelState(state);
}

void Desk::takeModelChoice(const QString &name, bool answers) {
    const QString title = m_models->title(name);
    if (answers) {
        m_search->catchUp();
        m_window->showNotice(tr("%1 answers now.").arg(title));
        return;
    }
    m_window->showNotice(
        tr("%1 looks at your photos now. Searches change over when it is through.").arg(title));
    m_index->enqueue({});
}

void Desk::takeAdapterRemoval(const QString &name, const QString &modelBefore) {
    m_models->refresh();
    m_search->catchUp();
    m_window->showNotice(
        tr("%1 was removed. The model is as it was before.").arg(name), tr("Undo"),
        [this, name, modelBefore] { m_catalog->restoreAdapter(name, modelBefore); });
}

} // namespace fovea::app
