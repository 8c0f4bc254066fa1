using System.Runtime.CompilerServices;
using StableSpamCompose.Arrays;
using StableSpamCompose.Cuda.Tests.Engines;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda.Tests.Nvrtc;

/// <summary>What NVRTC says of the emitted text, and what stands in the machine code that it makes.</summary>
public class MachineCodeTests
{
    public static TheoryData<string, string> Storage
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach ((string optimizer, Storages storages) in Coverage.MachineCode) cases.Add(optimizer, storages.ToString());
            return cases;
        }
    }

    public static TheoryData<string, int> Architectures
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string name in Coverage.IsFull ? Library.Names : Coverage.Representative)
            {
                foreach (int architecture in Coverage.OtherArchitectures) cases.Add(name, architecture);
            }
            return cases;
        }
    }

    [NvrtcTheory]
    [MemberData(nameof(Storage))]
    public void Every_text_compiles_without_a_word(string name, string storages)
    {
        Storages parsed = Storages.Parse(storages);
        AssertGood(name, parsed, 80);
        Coverage.Add("optimizers x storages compiled by NVRTC for sm_80, machine code read back");
        if (parsed.Parameter != parsed.Gradient) Coverage.Add("optimizers x storages compiled by NVRTC for sm_80, machine code read back, gradients unlike parameters");
    }

    [NvrtcTheory]
    [MemberData(nameof(Architectures))]
    public void Every_architecture_takes_it(string name, int architecture)
    {
        foreach (Storages storages in Coverage.IsFull ? Coverage.AllStorages : Coverage.CommonStorages)
        {
            AssertGood(name, storages, architecture);
            Coverage.Add("optimizers x storages x other architectures compiled by NVRTC, machine code read back");
        }
    }

    private static void AssertGood(string name, Storages storages, int architecture)
    {
        foreach (CompiledProgram program in Library.Find(name).Programs) AssertGood(program, storages, architecture);
    }

    private static void AssertGood(CompiledProgram program, Storages storages, int architecture)
    {
        CompiledText compiled = CompiledLibrary.Compile(program.Source, storages, architecture);
        Assert.Equal("", compiled.Log);
        IReadOnlyDictionary<string, CubinKernel> kernels = Cubin.Read(compiled.Cubin);
        Assert.Equal(program.Source.Launches.Select(launch => launch.Kernel).Order(), kernels.Keys.Order());
        Assert.All(kernels.Values, kernel => AssertNothingSpills(kernel, Library.CallsExemptFunctions(program)));
        // What does not depend on storages is the same in fp32.
        IReadOnlyDictionary<string, CubinKernel> single = Cubin.Read(CompiledLibrary.Compile(program.Source, Storages.Float, architecture).Cubin);
        int rows = 0;
        for (int pass = 0; pass < program.Plan.Passes.Count; pass++)
        {
            int columns = program.Source.Launches.Single(launch => launch.Kernel == $"pass{pass}").ColumnFolds;
            rows += AssertWide(kernels[$"pass{pass}"], single[$"pass{pass}"], program.Plan, program.Plan.Passes[pass], columns, storages);
        }
        Assert.InRange(rows, program.Plan.Passes.Count, 4 * program.Plan.Passes.Count);
    }

    // The cosine of a large number takes a table on the stack, which no angle of a random number ever needs.
    private static void AssertNothingSpills(CubinKernel kernel, bool callsExemptFunctions)
    {
        if (!callsExemptFunctions)
        {
            Assert.Equal(0, kernel.StackBytes);
            Assert.Equal(0, kernel.Count("LDL") + kernel.Count("STL"));
        }
        // An address whose kind the compiler does not know would cost time at each access.
        Assert.Equal(0, kernel.Count("LD") + kernel.Count("ST"));
        // A block has 256 threads: with more registers a multiprocessor would hold one block only.
        Assert.InRange(kernel.Registers, 1, 128);
        Assert.Equal([Unsafe.SizeOf<LaunchArguments>()], kernel.Parameters);
    }

    // Each row of four elements is one access to each array, of 128 bits in fp32, the partials of columns among them, of 64 where
    // a number has 16. Nothing else has 128 bits; what has 64, addresses and sums in double, is the same for all storages.
    private static int AssertWide(CubinKernel kernel, CubinKernel single, OptimizerPlan plan, PassPlan pass, int columns, Storages storages)
    {
        int rows = pass.Reads.Count + columns > 0
            ? single.Count("LDG", 128) / (Of(sizeof(float), pass.Reads, Storages.Float) + columns)
            : single.Count("STG", 128) / (Of(sizeof(float), pass.Writes, Storages.Float) + columns);
        Assert.Contains(rows, new[] { 1, 2, 4 });
        AssertAccesses("LDG", pass.Reads);
        AssertAccesses("STG", pass.Writes);
        return rows;

        void AssertAccesses(string operation, IEnumerable<string> arrays)
        {
            Assert.Equal(rows * (Of(sizeof(float), arrays, storages) + columns), kernel.Count(operation, 128));
            int others = single.Count(operation, 64) - (rows * Of(sizeof(ushort), arrays, Storages.Float));
            Assert.Equal(rows * Of(sizeof(ushort), arrays, storages), kernel.Count(operation, 64) - others);
        }

        int Of(int size, IEnumerable<string> arrays, Storages lying) => arrays.Count(array => Storages.SizeOf(StorageOf(array, plan, lying)) == size);
    }

    private static Type StorageOf(string array, OptimizerPlan plan, Storages storages) =>
        array == PassPlan.Parameter ? storages.Parameter
        : array == PassPlan.Gradient ? storages.Gradient
        : plan.States.FirstOrDefault(state => state.Name == array) is { } known ? (known.Type == ElementType.Float32 ? storages.State : typeof(StableSpamCompose.Storage.BFloat16))
        : typeof(StableSpamCompose.Storage.Float32);
}
