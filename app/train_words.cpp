#include "app/train_words.h"

#include "ui/wording.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>

namespace fovea::app {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(fovea::app::TeachService)
};

/// "zorbo", "zorbo and fido", "zorbo, fido and 3 more"
QString listOf(const QStringList &words) {
    constexpr qsizetype kShown = 3;
    if (words.size() > kShown) {
        return Words::tr("%1, %2 and %n more", nullptr, int(words.size()) - 2)
            .arg(words[0], words[1]);
    }
    return words.size() < 2
               ? words.join(QString())
               : Words::tr("%1 and %2")
                     .arg(words.first(words.size() - 1).join(QStringLiteral(", ")), words.last());
}

} // namespace

QString inWords(const TrainAdvice &advice) {
    const int n = ui::Wording::numerus(advice.count);
    const QHash<QString, QString> sentences{
        {QStringLiteral("no_photos"),
         Words::tr("There are no photos here. Add some, or choose another album.")},
        {QStringLiteral("no_captions"),
         Words::tr("None of these photos has a caption. Write a few words for each.")},
        {QStringLiteral("too_few"),
         Words::tr("Only %Ln photo(s) with a caption: too few to learn from. Eight are needed; "
                   "thirty and more teach better.",
                   nullptr, n)},
        {QStringLiteral("few_photos"),
         Words::tr("With %Ln photo(s) a name can be learned, and little else. More photos of the "
                   "same things help, above all from other days.",
                   nullptr, n)},
        {QStringLiteral("all_equal"),
         Words::tr("All captions are equal, so nothing tells these photos from each other. Add "
                   "photos of other things, or say what differs.")},
        {QStringLiteral("many_equal"),
         Words::tr("%Ln caption(s) are shared by several photos. That is fine for names; to tell "
                   "those photos apart, say in each what differs.",
                   nullptr, n)},
        {QStringLiteral("single_words"),
         Words::tr("Every caption is a single word. A short sentence, such as “Fido asleep on the "
                   "sofa”, teaches more.")},
        {QStringLiteral("too_long"),
         Words::tr("%Ln caption(s) are longer than the model reads; their ends are cut off. Put "
                   "what matters first.",
                   nullptr, n)},
        {QStringLiteral("many_bare"),
         Words::tr("%Ln photo(s) have no caption and cannot be learned from.", nullptr, n)},
        {QStringLiteral("unreadable"),
         Words::tr("%Ln file(s) cannot be read and will be left out.", nullptr, n)},
        {QStringLiteral("nothing_aside"),
         Words::tr("Too few photos differ to keep any aside, so nothing tells how well it finds "
                   "what it has not seen.")},
        {QStringLiteral("no_guard"),
         Words::tr("The library has no other photos, so those of the album itself watch over other "
                   "searches.")}};
    return sentences.value(advice.code, advice.sentence);
}

QString inWords(const TrainRefused &refused) {
    const int n = ui::Wording::numerus(refused.count);
    const QString needed = ui::Wording::fileSize(refused.count);
    const QString free = ui::Wording::fileSize(refused.available);
    const QHash<QString, QString> sentences{
        {QStringLiteral("no_photos"),
         Words::tr("%1 has no photos, so there is nothing to learn from.").arg(refused.text)},
        {QStringLiteral("none_readable"),
         Words::tr("None of the %Ln photo(s) can be read. The first: %1", nullptr, n)
             .arg(refused.text)},
        {QStringLiteral("none_captioned"),
         Words::tr("None of the %Ln photo(s) of %1 has a caption. Write what is in them.", nullptr,
                   n)
             .arg(refused.text)},
        {QStringLiteral("one_captioned"),
         Words::tr("Only one photo of %1 has a caption, and one alone shows no difference. Add "
                   "captions to a few more, best to twenty and over.")
             .arg(refused.text)},
        {QStringLiteral("one_caption"),
         Words::tr("All captions are the same (“%1”), so they do not tell one photo from another. "
                   "Write captions that differ, or name what is new under Advanced.")
             .arg(refused.text)},
        {QStringLiteral("little_memory"),
         Words::tr("This needs up to %1 of memory, and %2 are free. Take a smaller batch under "
                   "Advanced, or a lighter method.")
             .arg(needed, free)},
        {QStringLiteral("little_space"),
         Words::tr("This needs %1 in %2, where %3 are free. Make room, or choose a lighter method.")
             .arg(needed, ui::Wording::path(refused.text), free)}};
    return sentences.value(refused.code, refused.sentence);
}

QString reasonInWords(const TrainPlanned &planned) {
    const QHash<QString, QString> sentences{
        {QStringLiteral("new_words"),
         Words::tr("Most captions have a word that the model does not know (%1), so it learns "
                   "these words and stays as it is for all others.")
             .arg(listOf(planned.words))},
        {QStringLiteral("size"),
         Words::tr("An album of this size teaches how its words and pictures belong together; "
                   "adjusting the last layer is enough for that, and quick.")},
        {QStringLiteral("thousands"),
         Words::tr("Thousands of captions that differ can teach the model more than its last layer "
                   "holds; a low-rank change keeps it small.")},
        {QStringLiteral("many_thousands"),
         Words::tr("So many photos with captions of their own are enough to train the whole model "
                   "with.")},
        {QStringLiteral("no_last_layer"),
         Words::tr("This model has no last layer of its own to adjust, so a low-rank change is the "
                   "next that serves.")},
        {QStringLiteral("no_new_word"),
         Words::tr("No new word stands in the captions of two photos or more, so the way captions "
                   "are read changes a little instead.")}};
    return sentences.value(planned.reasonCode, planned.reason);
}

QString captionProblem(const Error &error, const QString &path) {
    // The English sentence follows where it alone knows which line or picture it is.
    const QString english = QString::fromStdString(error.message);
    if (path.isEmpty()) {
        return english; // an album, of which the library tells
    }
    const QString name = ui::Wording::path(path);
    const QFileInfo file(path);
    const QString kind = file.suffix().toLower();
    const bool table = kind == QLatin1String("csv") || kind == QLatin1String("tsv");
    switch (error.code) {
    case ErrorCode::NotFound:
        if (!file.exists()) {
            return Words::tr("%1 is not there any more.").arg(name);
        }
        return file.isDir()
                   ? Words::tr("There are no pictures to learn from in %1.").arg(name)
                   : Words::tr("None of the pictures that %1 names can be found.").arg(name) +
                         QStringLiteral("\n\n") + english;
    case ErrorCode::NoPermission:
        return Words::tr("%1 may not be read. Change its permissions, or choose another one.")
            .arg(name);
    case ErrorCode::TooLarge:
        return Words::tr("%1 is too large for a file of captions.").arg(name);
    case ErrorCode::BadUsage:
        return file.isFile() ? Words::tr("%1 holds no captions.").arg(name) : english;
    case ErrorCode::Damaged:
        if (table) {
            return Words::tr("%1 is no table of captions: its first line has to name the columns "
                             "file and caption, and every line needs both.")
                       .arg(name) +
                   QStringLiteral("\n\n") + english;
        }
        return kind == QLatin1String("json")
                   ? Words::tr("%1 is no COCO file of captions: it needs images and annotations.")
                         .arg(name)
                   : english;
    default:
        return english;
    }
}

} // namespace fovea::app
