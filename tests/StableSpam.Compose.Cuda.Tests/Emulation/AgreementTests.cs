using StableSpamCompose.Cuda.Tests.Engines;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>The emitted text, executed, has the bits of the CPU.</summary>
[Collection(nameof(EmulatedDevice))]
public class AgreementTests
{
    // One of each way through a step: one pass or several, with and without tensor values, folds of groups, kept arrays.
    private static readonly string[] Checked =
        ["AdamW", "StableSpam", "Lion", "AdamGradClip", "Lamb", "Lars", "NovoGrad", "CautiousAdamW", "Spam", "Adan", "LionAdaGNAdaClip", "StableSpamAuthors"];

    public static TheoryData<string> Optimizers => [.. Library.Names];

    public static TheoryData<string> CheckedOptimizers => [.. Checked];

    public static TheoryData<string, string, string> Formats
    {
        get
        {
            string[] formats = [nameof(Float32), nameof(BFloat16), nameof(Float16)];
            var cases = new TheoryData<string, string, string>();
            foreach (string name in new[] { "AdamW", "StableSpam", "Lion" })
            {
                foreach (string parameter in formats)
                {
                    foreach (string state in formats) cases.Add(name, parameter, state);
                }
            }
            return cases;
        }
    }

    [EmulatedTheory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_has_the_bits_of_the_CPU(string name)
    {
        Compare(name, TestProblem.Ragged, Storages.Float, order: 2, new EmulatedCompiler());
        Compare(name, TestProblem.Golden, Storages.Float, order: 0, new EmulatedCompiler());
        // Where moments are subnormal and flushed.
        Compare(name, TestProblem.Tiny, Storages.Float, order: 1, new EmulatedCompiler());
    }

    [EmulatedTheory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_has_them_with_parameters_in_bf16(string name) =>
        Compare(name, TestProblem.Ragged, Storages.BFloat, order: 3, new EmulatedCompiler());

    [EmulatedTheory]
    [MemberData(nameof(Formats))]
    public void Every_format_has_them(string name, string parameter, string state) =>
        Compare(name, TestProblem.Ragged, new Storages(Named(parameter), Named(parameter), Named(state)), order: 4, new EmulatedCompiler());

    [EmulatedTheory]
    [MemberData(nameof(CheckedOptimizers))]
    public void No_access_races_or_leaves_its_array(string name)
    {
        for (uint order = 0; order < 3; order++) Compare(name, TestProblem.Short, Storages.Float, order, new EmulatedCompiler { IsChecked = true });
    }

    private static Type Named(string format) => typeof(Float32).Assembly.GetType($"{typeof(Float32).Namespace}.{format}", throwOnError: true)!;

    private static void Compare(string name, TestProblem problem, Storages storages, uint order, EmulatedCompiler compiler)
    {
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 1, residentBlocks: 3);
        EmulatedDevice.Order(order);
        using var device = new CudaDevice();
        // Every third tensor lies where four elements cannot be read at once.
        static int Misalignment(int tensor) => tensor % 3 == 1 ? 1 : 0;
        using EngineRun cpu = EngineRun.OnCpu(Library.Find(name), Library.Program(name), problem, storages, misalignment: Misalignment);
        using EngineRun emulated = EngineRun.OnDevice(Library.Find(name), Library.Program(name), problem, storages, device, compiler, misalignment: Misalignment);
        for (int step = 1; step <= problem.Steps; step++)
        {
            cpu.Step(step);
            emulated.Step(step);
            cpu.AssertSame(emulated, $"{name}, {storages}, step {step}");
        }
    }
}
