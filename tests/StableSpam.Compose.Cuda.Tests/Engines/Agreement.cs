using StableSpamCompose.Cuda.Tests.Emulation;

namespace StableSpamCompose.Cuda.Tests.Engines;

/// <summary>Runs a problem on the CPU and on a device, step by step.</summary>
internal static class Agreement
{
    /// <summary>Fails where the emulated device and the CPU differ in a bit.</summary>
    public static void AssertOnEmulation(CompiledOptimizer optimizer, TestProblem problem, Storages storages, uint order, EmulatedCompiler compiler)
    {
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 1, residentBlocks: 3);
        EmulatedDevice.Order(order);
        using var device = new CudaDevice();
        // Every third tensor lies where four elements cannot be read at once.
        static int Misalignment(int tensor) => tensor % 3 == 1 ? 1 : 0;
        using EngineRun cpu = EngineRun.OnCpu(optimizer, problem, storages, misalignment: Misalignment);
        using EngineRun emulated = EngineRun.OnDevice(optimizer, problem, storages, device, compiler, misalignment: Misalignment);
        for (int step = 1; step <= problem.Steps; step++)
        {
            cpu.Step(step);
            emulated.Step(step);
            cpu.AssertSame(emulated, $"{optimizer.Name}, {storages}, step {step}");
        }
    }
}
