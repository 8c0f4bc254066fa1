using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>The emulation notices broken kernels: each of these breaks the emitted text of StableSpam in one place.</summary>
[Collection(nameof(EmulatedDevice))]
public class BrokenKernelTests
{
    private const string Bits = "bits";

    [EmulatedFact]
    public void The_text_as_it_is_passes_every_check() => Assert.Equal("", Run(text => text));

    [EmulatedTheory]
    [InlineData("        fold_sum(sums, lane, &tileSums[at & 1][0][warp]);\n        __syncthreads();", "        fold_sum(sums, lane, &tileSums[at & 1][0][warp]);", "races: it reads what another thread writes in shared memory")]
    [InlineData("            __syncthreads();\n            if (threadIdx.x == 0)\n            {\n                tensor.Limit", "            if (threadIdx.x == 0)\n            {\n                tensor.Limit", "races")]
    [InlineData("tileSums[at & 1][0]", "tileSums[0][0]", "races: it writes what another thread reads")]
    [InlineData("            __syncthreads();\n            if (threadIdx.x == 0)\n            {", "            if (threadIdx.x == 0)\n            {\n            __syncthreads();", "waits at the barrier of line")]
    [InlineData("if (chunk.entry != current)", "if (chunk.entry != current && threadIdx.x != 7)", "cuLaunchKernel of pass1")]
    [InlineData("__shfl_xor_sync(0xffffffffu, x, distance)", "__shfl_xor_sync(0x7fffffffu, x, distance)", "a mask without the lane")]
    [InlineData("return (x + z) + (y + w);", "return (x + y) + (z + w);", Bits)]
    [InlineData("if (lane == 0) *tile = place;", "if (lane == 0 && threadIdx.x < 224) *tile = place;", Bits)]
    [InlineData("if (aligned && element + 4 <= count)", "if (aligned)", "outside of every allocation")]
    [InlineData("if (aligned && element + 4 <= count)", "if (element + 4 <= count)", "not aligned")]
    [InlineData("if (element + i < count) put", "if (element + i <= count) put", "")]
    [InlineData("__stcg(entry.newStates + 1, m)", "__stcg((double*)entry.oldStates + 1, m)", "races")]
    [InlineData("if (!first) return;", "", "races: it writes what another thread writes in memory of the device")]
    [InlineData("launch.values[chunk.entry].Limit = tensor.Limit;", "", Bits)]
    [InlineData("beta1 * m + oneMinusBeta1 * g", "__fmaf_rn(beta1, m, oneMinusBeta1 * g)", Bits)]
    [InlineData("chunks == 0 ? 0.0 : ", "", Bits)]
    [InlineData("read<GRADIENT, false>(gradientArray", "read<GRADIENT, false>((const float*)gradientArray + 1", "cuLaunchKernel of pass2")]
    [InlineData("const void* gradientArray = entry.gradient;", "const void* gradientArray = (const void*)64;", "outside of every allocation")]
    [InlineData("launch.partials[at]", "launch.partials[at * 1000000000LL]", "memory that does not exist")]
    public void A_break_is_noticed(string found, string replacement, string expected)
    {
        string problem = Run(text =>
        {
            // A break of a text that has changed would break nothing.
            Assert.Contains(found, text);
            return text.Replace(found, replacement);
        });
        Assert.NotEqual("", problem);
        Assert.Contains(expected, problem);
    }

    [EmulatedTheory]
    [InlineData("Adafactor", "                __syncthreads();\n                if (threadIdx.x == (unsigned)(from / 4096 % 256))", "                if (threadIdx.x == (unsigned)(from / 4096 % 256))", "races: it reads what another thread writes in shared memory")]
    [InlineData("Adafactor", "turn ^= 1;", "", "races: it writes what another thread reads")]
    [InlineData("Adafactor", "resume(begins, 0.0f", "resume(begins || from == 0, 0.0f", Bits)]
    [InlineData("Adafactor", "begins = run == firstRun", "begins = run == firstRun + 1", Bits)]
    [InlineData("Adafactor", "(columns + 3) / 4 * 4", "columns", "not aligned")]
    [InlineData("Adafactor", "first + 64 < last ? first + 64 : last", "first + 65 < last ? first + 65 : last", "races")]
    [InlineData("Adafactor", "index - matrix * slabs) * 64", "index - matrix * slabs) * 63", "races")]
    [InlineData("Adafactor", "        __syncthreads();\n        stage2_rows(", "        stage2_rows(", "races")]
    [InlineData("Adafactor", "        if (lane != 0) continue;\n", "", "races")]
    [InlineData("Adafactor", "matrix += 8", "matrix += 7", "races")]
    [InlineData("Adafactor", "(ofRow - ofMatrix)", "(ofRow - 0 * ofMatrix)", "")]
    [InlineData("Adafactor", "at >= runs.length", "at > runs.length", Bits)]
    [InlineData("Adafactor", "if ((lane & 7) == tile) own = sum;", "own = sum;", Bits)]
    [InlineData("Adafactor", "slab < slabs; ++slab", "slab + 1 < slabs; ++slab", Bits)]
    [InlineData("AdamMini", "(together ? warp * 512 : 0) + lane * 4", "warp * 512 + lane * 4", Bits)]
    [InlineData("AdamMini", "if (ofRun > 4096) runSum = sum_of_lanes(runSum, lane, room);", "", Bits)]
    [InlineData("AdamMini", "run += together ? 1 : 8", "run += 8", Bits)]
    [InlineData("AdamMini", "return exists ? __ldca(values + place) : Number(0);", "return __ldca(values + place + 4096 * !exists);", "outside of every allocation")]
    [InlineData("SM3", "max(ordered(columnRows[i]), ", "max(ordered(0.0f), ", Bits)]
    [InlineData("SM3", "slabs == 0 ? 0.0f : ", "", "")]
    [InlineData("CompactAdamW", "__float_as_uint(x) + (bits >> 16)", "__float_as_uint(x) + (bits >> 17)", Bits)]
    [InlineData("CompactAdamW", "0xbb67ae85u", "0xbb67ae86u", Bits)]
    [InlineData("CompactAdamW", "(u32)entry.ordinal", "0u", Bits)]
    [InlineData("CompactAdamW", "random_bits(stream1, (u32)(base + element))", "random_bits(stream1, (u32)element)", Bits)]
    [InlineData("Prodigy", "launch.groups[place] != group", "launch.groups[place] == group", Bits)]
    public void A_break_of_rows_columns_blocks_and_chance_is_noticed(string name, string found, string replacement, string expected)
    {
        bool isFound = false;
        string problem = Run(name, Parts, text =>
        {
            isFound |= text.Contains(found, StringComparison.Ordinal);
            return text.Replace(found, replacement);
        });
        Assert.True(isFound, "A break of a text that has changed breaks nothing.");
        Assert.NotEqual("", problem);
        Assert.Contains(expected, problem);
    }

    private static TestProblem Parts => TestProblem.Random([[4101], [2, 67, 5], [3, 523], [2, 4100], [3, 0], [0, 2], [12_300], [130, 9], [9, 2, 2]], steps: 2, seed: 6);

    private static string Run(Func<string, string> edit) => Run("StableSpam", TestProblem.Random([4101, 0, 9, 8200], steps: 2, seed: 6), edit);

    // What is noticed: the message of a check, or that bits differ.
    private static string Run(string name, TestProblem problem, Func<string, string> edit)
    {
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 1, residentBlocks: 3);
        EmulatedDevice.Order(5);
        static int Misalignment(int tensor) => tensor == 3 ? 1 : 0;
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(Library.Find(name), problem, Storages.Float, misalignment: Misalignment);
        using EngineRun broken = EngineRun.OnDevice(
            Library.Find(name), problem, Storages.Float, device, new EmulatedCompiler { IsChecked = true, Edit = edit }, misalignment: Misalignment);
        try
        {
            for (int step = 1; step <= problem.Steps; step++)
            {
                cpu.Step(step);
                broken.Step(step);
            }
            return cpu.IsSame(broken) ? "" : Bits;
        }
        catch (CudaException e)
        {
            return e.Message;
        }
        finally
        {
            EmulatedDevice.Recover();
        }
    }
}
