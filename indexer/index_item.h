#pragma once

#include "engine/clip/encoders.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/image/decode_process.h"
#include "engine/library/catalog.h"
#include "indexer/scanner.h"

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace fovea::indexer {

/// One file on its way from the disk to the catalog.
struct Item {
    FolderId root;
    library::IndexedFile file;
    image::Image encoderInput; ///< empty once encoded, or where there is nothing to encode
    std::vector<std::uint8_t> thumbnailJpeg;
    bool fresh = false;    ///< came from a decoder and was not looked up in the catalog yet
    bool counted = false;  ///< takes one of the places in flight
    bool vanished = false; ///< was not there any more: nothing to store
};

struct Job {
    FolderId root;
    ScannedFile file;
};

/// What the threads of a run tell the one that keeps the catalog.
struct Broken {
    Error error;
};
struct Done {};    ///< a thread that decodes or feeds has nothing left to do
struct Dropped {}; ///< one photo was not encoded, because the run was stopped
using Message = std::variant<Item, Broken, Dropped, Done>;

/// Reads one file by a decode worker. A file that fails gives an item with the reason. Where the
/// reason is not in its contents (permissions, the disk), its stamp is left empty, so that the next
/// run tries again.
Item readFile(image::DecodePool &pool, const Job &job, const image::EncoderInput &input,
              int thumbnailSide);

/// Fills in the embeddings of items that hold the encoder's input, which they lose.
Result<void> encodeItems(clip::ImageEncoder &encoder, std::span<Item> items);

} // namespace fovea::indexer
