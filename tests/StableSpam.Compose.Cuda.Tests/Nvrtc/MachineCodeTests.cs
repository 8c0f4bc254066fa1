using StableSpamCompose.Cuda.Tests.Engines;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda.Tests.Nvrtc;

/// <summary>What NVRTC says of the emitted text, and what stands in the machine code that it makes.</summary>
public class MachineCodeTests
{
    private static readonly string[] Representative = ["AdamW", "StableSpam", "Lion", "AdamGradClip", "Lamb", "NovoGrad"];

    public static TheoryData<string> Optimizers => [.. Library.Names];

    public static TheoryData<string, int> Architectures
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string name in Representative)
            {
                foreach (int architecture in new[] { 70, 75, 86, 89, 90 }) cases.Add(name, architecture);
            }
            return cases;
        }
    }

    [NvrtcTheory]
    [MemberData(nameof(Optimizers))]
    public void Every_text_compiles_without_a_word(string name) => AssertGood(name, Storages.Float, 80);

    [NvrtcTheory]
    [MemberData(nameof(Architectures))]
    public void Every_architecture_takes_it(string name, int architecture) => AssertGood(name, Storages.Float, architecture);

    private static void AssertGood(string name, Storages storages, int architecture)
    {
        CompiledText compiled = CompiledLibrary.Compile(name, storages, architecture);
        Assert.Equal("", compiled.Log);
        IReadOnlyDictionary<string, CubinKernel> kernels = Cubin.Read(compiled.Cubin);
        Assert.Equal(Library.Source(name).Launches.Select(launch => launch.Kernel).Order(), kernels.Keys.Order());
        Assert.All(kernels.Values, AssertNothingSpills);
        OptimizerPlan plan = Library.Find(name).Plan;
        int rows = 0;
        for (int pass = 0; pass < plan.Passes.Count; pass++) rows += AssertWide(kernels[$"pass{pass}"], plan, plan.Passes[pass], storages);
        Assert.InRange(rows, plan.Passes.Count, 4 * plan.Passes.Count);
    }

    private static void AssertNothingSpills(CubinKernel kernel)
    {
        Assert.Equal(0, kernel.StackBytes);
        Assert.Equal(0, kernel.Count("LDL") + kernel.Count("STL"));
        // An address whose kind the compiler does not know would cost time at each access.
        Assert.Equal(0, kernel.Count("LD") + kernel.Count("ST"));
        // A block has 256 threads: with more registers a multiprocessor would hold one block only.
        Assert.InRange(kernel.Registers, 1, 128);
    }

    // Each row of four elements is one access of 128 bits to each array in fp32, and nothing else has as many bits.
    private static int AssertWide(CubinKernel kernel, OptimizerPlan plan, PassPlan pass, Storages storages)
    {
        int reads = pass.Reads.Count(array => Storages.SizeOf(StorageOf(array, plan, storages)) == sizeof(float));
        int writes = pass.Writes.Count(array => Storages.SizeOf(StorageOf(array, plan, storages)) == sizeof(float));
        int rows = reads > 0 ? kernel.Count("LDG", 128) / reads : writes > 0 ? kernel.Count("STG", 128) / writes : 1;
        Assert.Contains(rows, new[] { 1, 2, 4 });
        Assert.Equal(reads * rows, kernel.Count("LDG", 128));
        Assert.Equal(writes * rows, kernel.Count("STG", 128));
        return rows;
    }

    private static Type StorageOf(string array, OptimizerPlan plan, Storages storages) =>
        array == PassPlan.Parameter ? storages.Parameter
        : array == PassPlan.Gradient ? storages.Gradient
        : plan.States.Any(state => state.Name == array) ? storages.State
        : typeof(StableSpamCompose.Storage.Float32);
}
