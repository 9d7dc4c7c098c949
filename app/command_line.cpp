#include "app/command_line.h"

#include "app/albums_command.h"
#include "app/commands.h"
#include "app/models_command.h"
#include "app/paths.h"
#include "app/scratch_command.h"
#include "app/train_command.h"
#ifdef FOVEA_WITH_UI
#include "app/window_command.h"
#endif

#include <CLI/CLI.hpp>

#include <cstdio>
#include <functional>
#include <map>

namespace fovea::app {
namespace {

using Action = std::function<Result<int>()>;

/// The subcommands with the values that CLI11 writes into; lives until the chosen one has run.
class CommandLine {
public:
    CommandLine() {
        m_app.set_version_flag("--version", "fovea " FOVEA_VERSION);
        m_app.require_subcommand(0, 1);
        m_app.fallthrough(); // options for all may stand after the subcommand
        m_app.footer(
            "Examples:\n"
            "  fovea ~/Pictures                         the window over a folder\n"
            "  fovea index ~/Pictures                   read new and changed photos\n"
            "  fovea search \"a dog runs on the grass\"   what is in the photo, in your words\n"
            "  fovea similar holiday.jpg --limit 5      photos like this one\n"
            "Without --library everything lies in your data folder; docs/formats.md has the JSON.");
        addCommon();
        addIndex();
        addSearch();
        addSimilar();
        addEmbed();
        addClassify();
        addRecall();
        addAlbums();
        addCaption();
        addTrain();
        addModels();
        addUpkeep();
    }

    int run(int argc, char **argv) {
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::ParseError &error) {
            // CLI11 has statuses of its own for each kind of mistake; ours is one.
            return m_app.exit(error) == 0 ? ExitDone : ExitBadUsage;
        }
        if (m_action && !m_folders.empty()) {
            std::fprintf(stderr, "fovea: %s is one argument too many. See fovea --help.\n",
                         m_folders.front().c_str());
            return ExitBadUsage;
        }
#ifdef FOVEA_WITH_UI
        const auto status = m_action ? m_action() : openWindow(argc, argv);
#else
        if (!m_action && !m_folders.empty()) {
            std::fputs("fovea: This build has no window. Read the folder with fovea index.\n",
                       stderr);
            return ExitBadUsage;
        }
        if (!m_action) {
            std::fputs(m_app.help().c_str(), stdout);
            return ExitDone;
        }
        const auto status = m_action();
#endif
        if (status) {
            return *status;
        }
        std::fprintf(stderr, "fovea: %s\n", status.error().message.c_str());
        switch (status.error().code) {
        case ErrorCode::BadUsage:
            return ExitBadUsage;
        case ErrorCode::Stopped:
            return ExitStopped;
        default:
            return ExitFailed;
        }
    }

private:
#ifdef FOVEA_WITH_UI
    Result<int> openWindow(int &argc, char **argv) {
        WindowCommand window;
        window.library =
            m_common.library.empty() ? defaultLibraryFolder() : absolutePath(m_common.library);
        for (const auto &folder : m_folders) {
            window.folders.push_back(absolutePath(folder));
        }
        window.threads = m_common.threadCount();
        return runWindow(argc, argv, window);
    }
#endif

    CLI::App *add(const char *name, const char *description, const char *example, Action action) {
        CLI::App *command = m_app.add_subcommand(name, description);
        command->footer(std::string("Example:\n  ") + example);
        command->callback([this, action = std::move(action)] { m_action = action; });
        return command;
    }

    void addCommon() {
        m_app.add_option("DIR", m_folders, "Folders to add to the library, for the window")
            ->check(CLI::ExistingDirectory.description(""));
        static const std::map<std::string, clip::Device> kDevices{
            {"auto", clip::Device::Auto}, {"cpu", clip::Device::Cpu}, {"cuda", clip::Device::Cuda}};
        m_app.add_option("--library", m_common.library, "The folder that holds the library");
        m_app.add_option("--model", m_common.model, "A model by name, or a folder with one");
        m_app.add_option("--device", m_common.device, "auto, cpu or cuda")
            ->transform(CLI::CheckedTransformer(kDevices).description(""));
        m_app.add_option("--threads", m_common.threads, "Threads to use; 0 for one a core")
            ->check(CLI::Range(0, 1024).description(""));
        m_app.add_flag("--quiet", m_common.quiet, "Print answers and errors alone");
    }

    void addIndex() {
        CLI::App *command = add("index", "Read new and changed photos of these folders, or of all",
                                "fovea index ~/Pictures /media/camera",
                                [this] { return runIndex(m_common, m_index); });
        command->add_option("DIR", m_index.folders, "Folders to add to the library");
        command
            ->add_option_function<std::string>(
                "--progress", [this](const std::string &) { m_index.jsonProgress = true; },
                "json: tell of progress as JSON Lines, and take pause, resume and stop as lines")
            ->check(CLI::IsMember({"json"}).description(""));
    }

    void addSearch() {
        static const std::map<std::string, search::SortOrder> kOrders{
            {"relevance", search::SortOrder::Relevance}, {"date", search::SortOrder::Date}};
        CLI::App *command = add("search", "Find photos by what is in them",
                                "fovea search \"birthday cake -people\" --limit 10 --json",
                                [this] { return runSearch(m_common, m_search); });
        command->add_option(
            "QUERY", m_search.query,
            "Words; \"exact text\" of names and captions in quotes; -not to exclude");
        command
            ->add_option("--image", m_search.images,
                         "A picture to find photos like it; may be repeated")
            ->expected(1)
            ->take_all();
        command->add_option("--limit", m_search.limit, "How many photos to answer")
            ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 31).description(""));
        command->add_option("--sort", m_search.sort, "relevance or date")
            ->transform(CLI::CheckedTransformer(kOrders).description(""));
        command->add_option("--album", m_search.album, "Look at the photos of an album alone");
        command->add_flag("--all", m_search.all, "Every photo, best first");
        command->add_flag("--explain", m_search.explain, "Print how the answer was found");
        command->add_flag("--json", m_search.json, "Answer in JSON");
    }

    void addSimilar() {
        CLI::App *command = add("similar", "Find photos like one of the library, or like any file",
                                "fovea similar ~/Pictures/cat.jpg --limit 5",
                                [this] { return runSimilar(m_common, m_similar); });
        command->add_option("PHOTO", m_similar.photo, "A file, or the id of a photo")->required();
        command->add_option("--limit", m_similar.limit, "How many photos to answer")
            ->check(CLI::PositiveNumber.description(""));
        command->add_flag("--json", m_similar.json, "Answer in JSON");
    }

    void addEmbed() {
        static const std::map<std::string, clip::Precision> kPrecisions{
            {"fp32", clip::Precision::Fp32}, {"auto", clip::Precision::Auto}};
        CLI::App *command = add("embed", "Print the embeddings of texts and pictures",
                                "fovea embed --text \"a red bicycle\" --image bike.jpg --json",
                                [this] { return runEmbed(m_common, m_embed); });
        command->add_option("--text", m_embed.texts, "A text; may be repeated")
            ->expected(1)
            ->take_all();
        command->add_option("--image", m_embed.images, "A picture; may be repeated")
            ->expected(1)
            ->take_all();
        command
            ->add_option("--precision", m_embed.precision, "fp32, or auto for what indexing uses")
            ->transform(CLI::CheckedTransformer(kPrecisions).description(""));
        command->add_flag("--json", m_embed.json, "Answer in JSON");
    }

    void addClassify() {
        CLI::App *command =
            add("classify", "Name the photos of a folder by a list of labels (zero-shot)",
                "fovea classify ~/birds --labels birds.txt --templates photo.txt",
                [this] { return runClassify(m_common, m_classify); });
        command->add_option("DIR", m_classify.folder, "The folder with photos")->required();
        command->add_option("--labels", m_classify.labels, "A file with one label a line")
            ->required();
        command->add_option("--templates", m_classify.templates,
                            "A file with one template a line, {label} in each");
        command->add_option("--confusion", m_classify.confusion,
                            "Draw which labels are taken for which, as a PNG");
        command->add_flag("--probe", m_classify.probe,
                          "Fit a linear probe on the features, and compare it with zero-shot");
        command->add_flag("--few-shot", m_classify.fewShot,
                          "A probe of 1, 2, 4… photos a class: where it overtakes zero-shot");
        command->add_option("--curve", m_classify.curve,
                            "Draw that curve beside zero-shot, as a PNG");
        command->add_option("--seed", m_classify.seed, "Of the parts the probe learns from");
        command->add_option("--write-features", m_classify.writeFeatures,
                            "A folder for the probe's features, labels and parts as .npy");
        command->add_flag("--json", m_classify.json, "Answer in JSON");
    }

    void addRecall() {
        CLI::App *command =
            add("recall", "Measure how well captions find their photos, and photos theirs",
                "fovea recall --data captions.csv --json",
                [this] { return runRecall(m_common, m_recall); });
        command->add_option("--data", m_recall.data, "A CSV file with the columns file and caption")
            ->required();
        command->add_flag("--json", m_recall.json, "Answer in JSON");
    }

    void addAlbums() {
        using Step = AlbumsCommand::Action;
        CLI::App *albums = add("albums", "List, make, fill, rename and delete albums",
                               "fovea albums create Fido ~/Pictures/fido --search \"a brown dog\"",
                               [this] { return runAlbums(m_common, m_albums); });
        albums->require_subcommand(0, 1);
        albums->add_flag("--json", m_albums.json, "Answer in JSON");
        const auto step = [this, albums](const char *name, const char *description, Step action) {
            CLI::App *command = albums->add_subcommand(name, description);
            command->callback([this, action] { m_albums.action = action; });
            command->add_option("NAME", m_albums.name, "The album")->required();
            command->add_flag("--json", m_albums.json, "Answer in JSON");
            return command;
        };
        const auto takesPhotos = [this](CLI::App *command) {
            command->add_option("PHOTO", m_albums.photos, "Files, folders and ids of photos");
            command
                ->add_option("--folder", m_albums.photos, "All photos of a folder; may be repeated")
                ->expected(1)
                ->take_all();
            command->add_option("--search", m_albums.query, "What this search finds");
            command->add_option("--limit", m_albums.limit, "How many photos the search gives")
                ->check(CLI::PositiveNumber.description(""));
        };
        takesPhotos(step("create", "Make an album", Step::Create));
        takesPhotos(step("add", "Put photos into an album", Step::Add));
        takesPhotos(step("remove", "Take photos out of an album", Step::Remove));
        step("rename", "Give an album another name", Step::Rename)
            ->add_option("NEW", m_albums.newName, "The new name")
            ->required();
        step("delete", "Delete an album; its photos stay", Step::Delete);
        step("show", "List the photos of an album", Step::Show);
    }

    void addCaption() {
        CLI::App *command = add("caption", "Show or write captions of a photo, or of an album",
                                "fovea caption fido.jpg \"Fido asleep on the sofa\"",
                                [this] { return runCaption(m_common, m_caption); });
        command->add_option("PHOTO", m_caption.words,
                            "A file or id and its captions, which replace those it had; with "
                            "--album captions alone");
        command->add_option("--album", m_caption.album, "All photos of an album instead of one");
        command->add_option("--data", m_caption.data,
                            "Take captions over from a CSV file, a COCO file or a folder");
        command->add_flag("--clear", m_caption.clear, "Delete the captions");
        command->add_flag("--confirm", m_caption.confirm, "Confirm what was proposed");
        command->add_flag("--json", m_caption.json, "Answer in JSON");
    }

    void addTrain() {
        CLI::App *command = add("train", "Teach the model your own words by photos with captions",
                                "fovea train --data captions.csv --as fido",
                                [this] {
                                    return m_scratch.wanted()
                                               ? runScratch(m_common, m_train, m_scratch)
                                               : runTrain(m_common, m_train);
                                });
        addTrainOptions(*command, m_train);
        addScratchOptions(*command, m_scratch);
    }

    void addModels() {
        using Step = ModelsCommand::Action;
        CLI::App *models = add("models", "List, add, install, choose, remove and check models",
                               "fovea models install ViT-B-32-256-DataComp",
                               [this] { return runModels(m_common, m_models); });
        models->require_subcommand(0, 1);
        const auto step = [this, models](const char *name, const char *description, Step action) {
            CLI::App *command = models->add_subcommand(name, description);
            command->callback([this, action] { m_models.action = action; });
            return command;
        };
        CLI::App *list = step("list", "What is here, and what can be downloaded", Step::List);
        CLI::App *check = step("check", "Load a model, encode samples and time them", Step::Check);
        check->add_option("NAME", m_models.name, "A model or a folder; without, the one in use");
        for (CLI::App *command : {models, list, check}) {
            command->add_flag("--json", m_models.json, "Answer in JSON");
        }
        CLI::App *add = step("add", "Use a folder with a model, where it lies", Step::Add);
        add->add_option("DIR", m_models.folder, "OpenCLIP's or Hugging Face's layout")->required();
        add->add_option("--name", m_models.newName, "What to call it; without, as the folder");
        step("install", "Download a model of the catalogue", Step::Install)
            ->add_option("NAME", m_models.name, "As the list has it")
            ->required();
        step("use", "Let a model answer for this library", Step::Use)
            ->add_option("NAME", m_models.name, "NAME or NAME+ADAPTER or NAME+ADAPTER@STRENGTH")
            ->required();
        step("remove", "Delete what was installed, or unlink what was added", Step::Remove)
            ->add_option("NAME", m_models.name, "As the list has it")
            ->required();
    }

    void addUpkeep() {
        CLI::App *status =
            add("status", "Tell what the library holds and which files failed, and why",
                "fovea status --json", [this] { return runStatus(m_common, m_json); });
        status->add_flag("--json", m_json, "Answer in JSON");
        CLI::App *verify = add("verify", "Check catalog and index against each other",
                               "fovea verify", [this] { return runVerify(m_common, m_json); });
        verify->add_flag("--json", m_json, "Answer in JSON");
        add("repair", "Make anew what can be made from the catalog", "fovea repair",
            [this] { return runRepair(m_common); });
        add("formats", "List the formats that can be indexed", "fovea formats",
            [] { return runFormats(); });
    }

    CLI::App m_app{"Fovea searches your own photos by what is in them.", "fovea"};
    Action m_action;
    std::vector<std::filesystem::path> m_folders;
    CommonOptions m_common;
    IndexCommand m_index;
    SearchCommand m_search;
    SimilarCommand m_similar;
    EmbedCommand m_embed;
    ClassifyCommand m_classify;
    RecallCommand m_recall;
    TrainCommand m_train;
    ScratchCommand m_scratch;
    ModelsCommand m_models;
    AlbumsCommand m_albums;
    CaptionCommand m_caption;
    bool m_json = false;
};

} // namespace

int runCommandLine(int argc, char **argv) {
    return CommandLine().run(argc, argv);
}

} // namespace fovea::app
