#include "app/search_command.h"

#include "app/commands.h"
#include "app/json_output.h"
#include "app/library_lookup.h"
#include "app/paths.h"
#include "engine/search/query_parser.h"

#include <cstdio>
#include <limits>

namespace fovea::app {
namespace {

/// A photo that another process forgot since is taken out of the answer too.
Result<std::vector<library::PhotoRecord>> photosOf(Session &session, search::SearchAnswer &answer) {
    std::vector<PhotoId> ids;
    for (const search::Hit &hit : answer.hits) {
        ids.push_back(hit.photo);
    }
    auto photos = session.library().catalog().photos(ids);
    if (photos) {
        auto next = photos->begin();
        std::erase_if(answer.hits, [&](const search::Hit &hit) {
            const bool found = next != photos->end() && next->id == hit.photo;
            next += found ? 1 : 0;
            return !found;
        });
    }
    return photos;
}

Result<int> print(Session &session, const std::string &query, search::SearchAnswer answer,
                  bool json, bool explain) {
    const auto photos = photosOf(session, answer);
    if (!photos) {
        return fail(photos.error());
    }
    if (json) {
        printJson({{"query", query},
                   {"space", session.space().name},
                   {"plan", answer.plan},
                   {"elapsed_ms", answer.elapsedMs},
                   {"cut", nullptr},
                   {"hits", toJson(answer, *photos)}});
        return ExitDone;
    }
    if (explain) {
        std::printf("%s, %.1f ms, model %s\n", answer.plan.c_str(), answer.elapsedMs,
                    session.space().name.c_str());
    }
    for (std::size_t i = 0; i < photos->size(); ++i) {
        std::printf("%.3f  %s\n", static_cast<double>(answer.hits[i].score),
                    (*photos)[i].path.c_str());
    }
    if (photos->empty()) {
        std::fprintf(stderr, "No photo to show. `fovea status` tells what this library holds.\n");
    }
    return ExitDone;
}

/// Opens library, index and engine. What searches share.
struct SearchTools {
    std::unique_ptr<Session> session;
    std::unique_ptr<search::SearchEngine> engine;
};

/// While a newly chosen model has not seen all photos, the one before it goes on answering, as in
/// the window.
Result<std::unique_ptr<Session>> openAnswering(const CommonOptions &common) {
    auto session = Session::open(common, Session::Mode::Existing);
    if (!session || !common.model.empty()) {
        return session;
    }
    library::Catalog &catalog = (*session)->library().catalog();
    const auto active = catalog.activeSpace();
    if (!active) {
        return fail(active.error());
    }
    if (!*active || (*active)->key == (*session)->space().key) {
        return session;
    }
    const auto left = catalog.filesToEmbed((*session)->spaceId());
    if (!left) {
        return fail(left.error());
    }
    if (left->empty()) {
        return session;
    }
    CommonOptions before = common;
    before.model = (*active)->name;
    auto answering = Session::open(before, Session::Mode::Existing);
    if (!answering || (*answering)->space().key != (*active)->key) {
        return session; // that model is gone
    }
    if (!common.quiet) {
        std::fprintf(stderr, "%s answers until `fovea index` has shown all photos to %s.\n",
                     before.model.c_str(), (*session)->space().name.c_str());
    }
    return answering;
}

Result<SearchTools> openTools(const CommonOptions &common) {
    SearchTools tools;
    auto session = openAnswering(common);
    if (!session) {
        return fail(session.error());
    }
    tools.session = std::move(*session);
    const auto counts = tools.session->library().catalog().counts(tools.session->spaceId());
    if (!counts) {
        return fail(counts.error());
    }
    if (counts->photos == 0) {
        return fail(ErrorCode::NotFound, "There are no photos in the library " +
                                             tools.session->library().folder().string() +
                                             " yet. Add some: fovea index ~/Pictures");
    }
    if (counts->embedded == 0) {
        return fail(ErrorCode::NotFound, "No photo was indexed with the model " +
                                             tools.session->space().name +
                                             " yet. Run `fovea index` with it first.");
    }
    const auto index = tools.session->vectorIndex();
    if (!index) {
        return fail(index.error());
    }
    tools.engine = std::make_unique<search::SearchEngine>(tools.session->library(), **index,
                                                          tools.session->spaceId(),
                                                          tools.session->space().dim, nullptr);
    return tools;
}

} // namespace

namespace {

/// Encodes what the query needs and asks the engine.
Result<search::SearchAnswer> ask(SearchTools &tools, search::Query query,
                                 const search::SearchOptions &options) {
    Session &session = *tools.session;
    for (search::ImageTerm &term : query.images) {
        auto embedding = session.embedFile(term.file, clip::Precision::Fp32);
        if (!embedding) {
            return fail(embedding.error());
        }
        term.embedding = std::move(*embedding);
    }
    if (!query.words.empty() || !query.excluded.empty()) {
        const auto text =
            session.textEncoder(clip::Precision::Fp32, session.options().threadCount());
        if (!text) {
            return fail(text.error());
        }
        tools.engine->setTextEncoder(*text);
    }
    return tools.engine->search(query, options);
}

} // namespace

Result<std::vector<PhotoId>> searchPhotos(const CommonOptions &common, const std::string &query,
                                          std::int64_t limit) {
    auto tools = openTools(common);
    if (!tools) {
        return fail(tools.error());
    }
    search::SearchOptions options;
    options.limit = limit;
    const auto answer = ask(*tools, search::parseQuery(query), options);
    if (!answer) {
        return fail(answer.error());
    }
    std::vector<PhotoId> photos;
    for (const search::Hit &hit : answer->hits) {
        photos.push_back(hit.photo);
    }
    return photos;
}

Result<int> runSearch(const CommonOptions &common, const SearchCommand &command) {
    std::string typed;
    for (const std::string &word : command.query) {
        typed.append(typed.empty() ? "" : " ").append(word);
    }
    search::Query query = search::parseQuery(typed);
    for (const auto &image : command.images) {
        query.images.push_back({absolutePath(image), {}, false});
    }
    if (query.empty()) {
        return fail(ErrorCode::BadUsage,
                    "Say what to look for: fovea search \"a dog on the beach\"");
    }
    auto tools = openTools(common);
    if (!tools) {
        return fail(tools.error());
    }
    search::SearchOptions options;
    options.limit = command.all ? std::numeric_limits<std::int32_t>::max() : command.limit;
    options.sort = command.sort;
    if (!command.album.empty()) {
        const auto album = findAlbum(tools->session->library(), command.album);
        if (!album) {
            return fail(album.error());
        }
        options.album = album->id;
    }
    const auto answer = ask(*tools, std::move(query), options);
    if (!answer) {
        return fail(answer.error());
    }
    return print(*tools->session, typed, *answer, command.json, command.explain);
}

Result<int> runSimilar(const CommonOptions &common, const SimilarCommand &command) {
    auto tools = openTools(common);
    if (!tools) {
        return fail(tools.error());
    }
    Session &session = *tools->session;
    search::SearchOptions options;
    options.limit = command.limit;
    const auto photo = findPhoto(session.library().catalog(), command.photo);
    if (!photo) {
        return fail(photo.error());
    }
    Result<search::SearchAnswer> answer;
    if (*photo) {
        answer = tools->engine->similar(*photo, options);
    } else {
        // A file outside the library: its likeness is looked for all the same.
        search::Query query;
        auto embedding = session.embedFile(command.photo, clip::Precision::Fp32);
        if (!embedding) {
            return fail(embedding.error());
        }
        query.images.push_back({command.photo, std::move(*embedding), false});
        answer = tools->engine->search(query, options);
    }
    if (!answer) {
        return fail(answer.error());
    }
    return print(session, command.photo, *answer, command.json, false);
}

} // namespace fovea::app
