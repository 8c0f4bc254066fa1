using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>The emitted text, executed, has the bits of the CPU.</summary>
[Collection(nameof(EmulatedDevice))]
public class AgreementTests
{
    public static TheoryData<string> Optimizers => [.. Library.Names];

    [EmulatedTheory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_has_the_bits_of_the_CPU(string name)
    {
        Compare(name, TestProblem.Ragged, Storages.Float, order: 2);
        Compare(name, TestProblem.Golden, Storages.Float, order: 0);
    }

    private static void Compare(string name, TestProblem problem, Storages storages, uint order)
    {
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 1, residentBlocks: 3);
        EmulatedDevice.Order(order);
        using var device = new CudaDevice();
        // Every third tensor lies where four elements cannot be read at once.
        static int Misalignment(int tensor) => tensor % 3 == 1 ? 1 : 0;
        using EngineRun cpu = EngineRun.OnCpu(Library.Find(name), Library.Program(name), problem, storages, misalignment: Misalignment);
        using EngineRun emulated = EngineRun.OnDevice(Library.Find(name), Library.Program(name), problem, storages, device, new EmulatedCompiler(), misalignment: Misalignment);
        for (int step = 1; step <= problem.Steps; step++)
        {
            cpu.Step(step);
            emulated.Step(step);
            cpu.AssertSame(emulated, $"{name}, {storages}, step {step}");
        }
    }
}
