using System.Globalization;
using StableSpamCompose.Torch;
using StableSpamCompose.TorchSharpLlama;
using StableSpamCompose.TorchSharpLlama.Model;
using StableSpamCompose.TorchSharpLlama.Quantisation;
using StableSpamCompose.TorchSharpLlama.Training;
using TorchSharp;
using static TorchSharp.torch;

// Trains a small LLaMA on a text, its linear layers in 4 bits, with an optimizer that this project's build compiled from a recipe.
const int Steps = 300, WarmUp = 30, Windows = 8;
const double Peak = 1e-2, Floor = 0.1;

if (args.Length is 0 or > 3)
{
    Console.Error.WriteLine("Usage: TorchSharpLlama TEXT [fp32|fp4|int4] [stable-spam|adam]");
    return 1;
}
Precision precision = Precision.Named(args.Length > 1 ? args[1] : "fp4");
bool isAdam = args.Length > 2 && args[2] == "adam";
Device device = cuda.is_available() ? CUDA : CPU;
ModelShape shape = ModelShape.Deep;
var windows = new TextWindows(File.ReadAllBytes(args[0]), (int)shape.Context, seed: 0);

manual_seed(0);
// First to the device, then the optimizer: module.to(...) replaces the parameters.
using var model = new Llama(shape, precision, device);
model.to(device);
using TorchOptimizer optimizer = isAdam
    ? new Adam(model.named_parameters(), lr: Peak)
    : new StableSpam(model.named_parameters(), lr: Peak, interval: 100);
Console.WriteLine($"{optimizer.Description.Name}: {optimizer.Plan.Passes.Count} passes, {optimizer.Plan.BytesPerElement} bytes an element; on {device}");
optim.lr_scheduler.LRScheduler schedule = optim.lr_scheduler.LambdaLR(optimizer, step =>
    step < WarmUp ? (step + 1.0) / WarmUp : Floor + ((1 - Floor) * (1 + Math.Cos(Math.PI * (step - WarmUp) / (Steps - WarmUp))) / 2));

for (int step = 1; step <= Steps; step++)
{
    using DisposeScope scope = NewDisposeScope();
    (Tensor inputs, Tensor targets) = windows.Next(Windows, device);
    Tensor loss = nn.functional.cross_entropy(model.forward(inputs).reshape(-1, ModelShape.Vocabulary), targets.reshape(-1));
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    schedule.step();
    if (step % 10 == 0)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step,4}  loss {loss.item<float>():F3} nats/byte"));
}
return 0;
