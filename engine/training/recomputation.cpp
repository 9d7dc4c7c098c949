#include "engine/training/recomputation.h"

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

#include <mutex>

namespace fovea::training {
namespace {

thread_local int t_depth = 0;

/// Whether and how operators compute in a lower precision, as it was when a segment first ran.
struct Autocast {
    at::DeviceType device = at::kCPU;
    bool enabled = false;
    at::ScalarType type = at::kBFloat16;

    static Autocast now(at::DeviceType device) {
        return {device, at::autocast::is_autocast_enabled(device),
                at::autocast::get_autocast_dtype(device)};
    }
    void set() const {
        at::autocast::set_autocast_enabled(device, enabled);
        at::autocast::set_autocast_dtype(device, type);
    }
};

at::Tensor generatorState(const at::Device &device) {
    at::Generator generator = at::globalContext().defaultGenerator(device);
    const std::lock_guard lock(generator.mutex());
    return generator.get_state();
}

void setGeneratorState(const at::Device &device, const at::Tensor &state) {
    at::Generator generator = at::globalContext().defaultGenerator(device);
    const std::lock_guard lock(generator.mutex());
    generator.set_state(state);
}

/// What a segment needs to run as it did before.
struct Replay final : torch::CustomClassHolder {
    Segment segment;
    Autocast autocast;
    at::Tensor random; // state of the generator
};

class CheckpointFunction : public torch::autograd::Function<CheckpointFunction> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext *context,
                              const c10::intrusive_ptr<Replay> &replay, const at::Tensor &x,
                              at::TensorList used) {
        torch::autograd::variable_list saved{x};
        saved.insert(saved.end(), used.begin(), used.end());
        context->save_for_backward(saved);
        context->saved_data["replay"] = at::IValue::make_capsule(replay);
        return replay->segment(x);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                   torch::autograd::variable_list gradients) {
        const auto capsule = context->saved_data["replay"].toCapsule();
        const auto &replay = static_cast<const Replay &>(*capsule);
        torch::autograd::variable_list saved = context->get_saved_variables();
        const at::Tensor x = saved.front().detach().requires_grad_(saved.front().requires_grad());

        const at::Tensor random = generatorState(x.device());
        const Autocast outside = Autocast::now(x.device().type());
        setGeneratorState(x.device(), replay.random);
        at::Tensor y;
        {
            const Recomputation again;
            const at::AutoGradMode withGradients(true);
            replay.autocast.set();
            y = replay.segment(x);
            outside.set();
            at::autocast::clear_cache();
        }
        setGeneratorState(x.device(), random);

        torch::autograd::variable_list inputs;
        std::vector<std::size_t> places;
        saved.front() = x;
        for (std::size_t i = 0; i < saved.size(); ++i) {
            if (saved[i].requires_grad()) {
                inputs.push_back(saved[i]);
                places.push_back(i);
            }
        }
        const auto found = torch::autograd::grad({y}, inputs, {gradients[0].to(y.scalar_type())},
                                                 /*retain_graph=*/std::nullopt,
                                                 /*create_graph=*/false, /*allow_unused=*/true);
        torch::autograd::variable_list result(saved.size() + 1); // the first is the replay's
        for (std::size_t i = 0; i < places.size(); ++i) {
            result[places[i] + 1] = found[i];
        }
        return result;
    }
};

} // namespace

Recomputation::Recomputation() {
    ++t_depth;
}

Recomputation::~Recomputation() {
    --t_depth;
}

bool Recomputation::running() {
    return t_depth > 0;
}

at::Tensor checkpointed(const Segment &segment, const at::Tensor &x,
                        const std::vector<at::Tensor> &used) {
    if (!at::GradMode::is_enabled()) {
        return segment(x);
    }
    auto replay = c10::make_intrusive<Replay>();
    replay->segment = segment;
    replay->autocast = Autocast::now(x.device().type());
    replay->random = generatorState(x.device());
    return CheckpointFunction::apply(replay, x, at::TensorList(used));
}

} // namespace fovea::training
