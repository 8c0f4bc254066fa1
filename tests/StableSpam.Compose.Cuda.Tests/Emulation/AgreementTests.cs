using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>The emitted text, executed, has the bits of the CPU and of the referee.</summary>
[Collection(nameof(EmulatedDevice))]
public class AgreementTests
{
    // The referee is slow; what comes later in the problem is like what came before.
    private const int RefereeSteps = 8;

    public static TheoryData<string> Optimizers => [.. Library.Names];

    public static TheoryData<string> CheckedOptimizers => [.. Coverage.IsFull ? Library.Names : Coverage.Checked];

    public static TheoryData<string, string> Storage
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach ((string optimizer, Storages storages) in Coverage.Matrix) cases.Add(optimizer, storages.ToString());
            return cases;
        }
    }

    [EmulatedTheory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_has_the_bits_of_the_referee(string name)
    {
        CompiledOptimizer optimizer = Library.Find(name);
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 1, residentBlocks: 3);
        EmulatedDevice.Order(0);
        using var device = new CudaDevice();
        var referee = new RefereeRun(optimizer, TestProblem.Golden);
        using EngineRun emulated = EngineRun.OnDevice(optimizer, TestProblem.Golden, Storages.Float, device, new EmulatedCompiler());
        for (int step = 1; step <= RefereeSteps; step++)
        {
            referee.Step(step);
            emulated.Step(step);
            emulated.AssertSame(referee.Read(), $"{name}, step {step}");
        }
        Coverage.Add("optimizers executed with the bits of the referee");
    }

    [EmulatedTheory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_has_the_bits_of_the_CPU(string name)
    {
        // Where moments are subnormal and flushed.
        Compare(name, TestProblem.Tiny, Storages.Float, order: 1, new EmulatedCompiler());
        Compare(name, TestProblem.Golden, Storages.Float, order: 0, new EmulatedCompiler());
    }

    [EmulatedTheory]
    [MemberData(nameof(Storage))]
    public void Every_storage_has_them(string name, string storages)
    {
        Storages parsed = Storages.Parse(storages);
        Compare(name, Coverage.CommonStorages.Contains(parsed) ? TestProblem.Ragged : TestProblem.Short, parsed, order: 2, new EmulatedCompiler());
        Coverage.Add("optimizers x storages executed with the bits of the CPU");
    }

    [EmulatedTheory]
    [MemberData(nameof(CheckedOptimizers))]
    public void No_access_races_or_leaves_its_array(string name)
    {
        for (uint order = 0; order < 3; order++) Compare(name, TestProblem.Short, Storages.Float, order, new EmulatedCompiler { IsChecked = true });
        Coverage.Add("optimizers executed with every access checked");
    }

    private static void Compare(string name, TestProblem problem, Storages storages, uint order, EmulatedCompiler compiler) =>
        Agreement.AssertOnEmulation(Library.Find(name), problem, storages, order, compiler);
}
