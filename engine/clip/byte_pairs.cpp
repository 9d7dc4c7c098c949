#include "engine/clip/byte_pairs.h"

#include "engine/clip/unicode.h"

#include <functional>
#include <queue>
#include <tuple>

namespace fovea::clip {
namespace {

std::uint64_t pairKey(std::int32_t left, std::int32_t right) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) |
           static_cast<std::uint32_t>(right);
}

bool standsForItself(int byte) {
    return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

/// Two neighbours in the word that can be joined, as they were when they were found.
struct Candidate {
    std::int32_t rank = 0;
    std::int32_t position = 0; ///< of the left one
    std::int32_t left = 0;
    std::int32_t right = 0;
    std::int32_t result = 0;

    bool operator>(const Candidate &other) const {
        return std::tie(rank, position) > std::tie(other.rank, other.position);
    }
};

/// A piece of the word; joined ones leave the list.
struct Piece {
    std::int32_t id = 0; ///< -1 once it was joined to the one before it
    std::int32_t previous = -1;
    std::int32_t next = -1;
};

} // namespace

std::array<std::uint8_t, 256> bytesInOrder() {
    std::array<std::uint8_t, 256> order{};
    std::size_t count = 0;
    for (const bool visible : {true, false}) {
        for (int byte = 0; byte < 256; ++byte) {
            if (standsForItself(byte) == visible) {
                order[count++] = static_cast<std::uint8_t>(byte);
            }
        }
    }
    return order;
}

std::string byteLetter(std::uint8_t byte) {
    if (standsForItself(byte)) {
        return toUtf8(std::u32string(1, byte));
    }
    char32_t letter = 0x100;
    for (int before = 0; before < byte; ++before) {
        letter += standsForItself(before) ? 0 : 1;
    }
    return toUtf8(std::u32string(1, letter));
}

Result<BytePairs> BytePairs::make(const Vocabulary &vocabulary, std::span<const Merge> merges,
                                  std::int32_t unknown) {
    BytePairs pairs;
    const auto idOf = [&vocabulary](const std::string &piece, std::int32_t otherwise) {
        const auto at = vocabulary.find(piece);
        return at != vocabulary.end() ? at->second : otherwise;
    };
    for (std::size_t byte = 0; byte < 256; ++byte) {
        const std::string letter = byteLetter(static_cast<std::uint8_t>(byte));
        pairs.m_bytes[byte] = idOf(letter, unknown);
        pairs.m_lastBytes[byte] = idOf(letter + std::string(kEndOfWord), unknown);
    }
    pairs.m_rules.reserve(merges.size());
    for (std::size_t rank = 0; rank < merges.size(); ++rank) {
        const auto &[left, right] = merges[rank];
        const auto missing = [&, number = rank + 1](const std::string &piece) {
            return fail(ErrorCode::Damaged, "merge " + std::to_string(number) + " (" + left + " " +
                                                right + ") speaks of \"" + piece +
                                                "\", which the vocabulary lacks");
        };
        const auto leftAt = vocabulary.find(left);
        const auto rightAt = vocabulary.find(right);
        const auto resultAt = vocabulary.find(left + right);
        if (leftAt == vocabulary.end() || rightAt == vocabulary.end()) {
            return missing(leftAt == vocabulary.end() ? left : right);
        }
        if (resultAt == vocabulary.end()) {
            return missing(left + right);
        }
        pairs.m_rules[pairKey(leftAt->second, rightAt->second)] = {static_cast<std::int32_t>(rank),
                                                                   resultAt->second};
    }
    return pairs;
}

const BytePairs::Rule *BytePairs::find(std::int32_t left, std::int32_t right) const {
    const auto at = m_rules.find(pairKey(left, right));
    return at != m_rules.end() ? &at->second : nullptr;
}

void BytePairs::encode(std::string_view word, std::vector<std::int32_t> &ids) const {
    const auto count = static_cast<std::int32_t>(word.size());
    std::vector<Piece> pieces(word.size());
    for (std::int32_t i = 0; i < count; ++i) {
        const auto byte = static_cast<std::uint8_t>(word[static_cast<std::size_t>(i)]);
        const bool last = i + 1 == count;
        pieces[static_cast<std::size_t>(i)] = {last ? m_lastBytes[byte] : m_bytes[byte], i - 1,
                                               last ? -1 : i + 1};
    }
    const auto piece = [&pieces](std::int32_t i) -> Piece & {
        return pieces[static_cast<std::size_t>(i)];
    };

    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto consider = [&](std::int32_t position) {
        if (position < 0 || piece(position).next < 0) {
            return;
        }
        const std::int32_t left = piece(position).id;
        const std::int32_t right = piece(piece(position).next).id;
        if (const Rule *rule = find(left, right); rule != nullptr) {
            queue.push({rule->rank, position, left, right, rule->result});
        }
    };
    for (std::int32_t i = 0; i + 1 < count; ++i) {
        consider(i);
    }
    std::vector<std::int32_t> joined;
    while (!queue.empty()) {
        // As in the reference, one rule joins all its places from left to right before the next is
        // picked; what it makes possible is looked at afterwards.
        const std::int32_t rank = queue.top().rank;
        joined.clear();
        for (; !queue.empty() && queue.top().rank == rank; queue.pop()) {
            const Candidate candidate = queue.top();
            Piece &left = piece(candidate.position);
            if (left.id != candidate.left || left.next < 0 ||
                piece(left.next).id != candidate.right) {
                continue;
            }
            Piece &right = piece(left.next);
            left.id = candidate.result;
            left.next = right.next;
            right.id = -1;
            if (left.next >= 0) {
                piece(left.next).previous = candidate.position;
            }
            joined.push_back(candidate.position);
        }
        for (const std::int32_t position : joined) {
            consider(piece(position).previous);
            consider(position);
        }
    }
    for (std::int32_t i = 0; i >= 0; i = piece(i).next) {
        ids.push_back(piece(i).id);
    }
}

} // namespace fovea::clip
