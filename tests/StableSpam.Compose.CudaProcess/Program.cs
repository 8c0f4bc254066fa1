using StableSpamCompose.Cuda;
using StableSpamCompose.Execution;
using StableSpamCompose.Optimizers;

// Steps AdamW once on the device, with kernels from the cache in the folder that it is given, and says how often it had to
// compile and what came out.
using var device = new CudaDevice();
using var engine = new CudaStepEngine<AdamW.Program, AdamW.Program.Step, AdamW.Program.Tensor>(device, new KernelCache(args[0]));
using var value = new CudaMemory(device, sizeof(float));
using var gradient = new CudaMemory(device, sizeof(float));
value.CopyFrom<float>([1f]);
gradient.CopyFrom<float>([0.5f]);
var group = new StepGroup(AdamW.Info.Hyperparameters.Count) { LearningRate = 0.25 };
for (int i = 0; i < AdamW.Info.Hyperparameters.Count; i++) group.Hyperparameters[i] = AdamW.Info.Hyperparameters[i].Default;
StepParameter parameter = engine.AddParameter(group, new TensorShape([1]));
unsafe
{
    parameter.Value = (void*)value.Start;
    parameter.Gradient = (void*)gradient.Start;
}
parameter.HasGradient = true;
engine.Step();
float[] stepped = [0];
value.CopyTo<float>(stepped);
Console.WriteLine($"{engine.Compilations} {BitConverter.SingleToUInt32Bits(stepped[0]):x8}");
