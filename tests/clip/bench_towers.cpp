// Images and texts per second of a model on this machine: for each precision, batch size and number
// of single-threaded workers. Usage: bench_towers MODEL_FOLDER [SECONDS for each row]
#include "clip/generated_model.h"
#include "engine/clip/clip_library.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <thread>

using namespace fovea;
using namespace fovea::clip;

namespace {

struct Rate {
    double wall = 0; ///< items a second
    double cpu = 0;  ///< items a second of processor time: what a core gives that is not shared
};

double threadSeconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Rate measure(int workers, double seconds, int items, const std::function<bool()> &work) {
    std::atomic<long> done = 0;
    std::atomic<double> cpu = 0;
    std::vector<std::thread> threads;
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [start] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    for (int i = 0; i < workers; ++i) {
        threads.emplace_back([&] {
            const double before = threadSeconds();
            while (elapsed() < seconds && work()) {
                done += items;
            }
            cpu += threadSeconds() - before;
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    const auto count = static_cast<double>(done);
    return {count / elapsed(), count / cpu};
}

void printRow(const char *precision, const char *kind, int batch, int workers, const Rate &rate) {
    std::printf("%-5s %-6s batch %2d  workers %d  %8.1f /s  %8.1f /s of processor time\n",
                precision, kind, batch, workers, rate.wall, rate.cpu);
    std::fflush(stdout);
}

int run(const std::filesystem::path &folder, double seconds) {
    for (const auto &[precision, name] :
         {std::pair(Precision::Fp32, "fp32"), {Precision::Bf16, "bf16"}}) {
        const auto model = foveaClipLibrary()->open(
            folder, OpenOptions{.device = Device::Cpu, .precision = precision, .threads = 1});
        if (!model) {
            std::fprintf(stderr, "%s\n", model.error().message.c_str());
            return 1;
        }
        const auto image = (*model)->imageEncoder();
        const auto text = (*model)->textEncoder();
        if (!image || !text) {
            std::fprintf(stderr, "%s\n", (!image ? image.error() : text.error()).message.c_str());
            return 1;
        }
        const int size = (*image)->preprocessing().input.size;
        const std::vector<std::string> query{"a dog runs on the grass"};
        for (const int workers : {1, 2}) {
            for (const int batch : {1, 2, 4, 8, 16}) {
                std::vector<image::Image> images;
                for (int i = 0; i < batch; ++i) {
                    images.push_back(generatedImage(i, size));
                }
                printRow(name, "images", batch, workers, measure(workers, seconds, batch, [&] {
                             return (*image)->encode(images).has_value();
                         }));
            }
            printRow(name, "texts", 1, workers, measure(workers, seconds, 1, [&] {
                         return (*text)->encode(query).has_value();
                     }));
        }
    }
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_towers MODEL_FOLDER [SECONDS]\n");
        return 2;
    }
    return run(argv[1], argc > 2 ? std::atof(argv[2]) : 3.0);
}
