using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>Optimizers of several programs, chosen by name and by shape, and states of rows.</summary>
public class ProgramTests
{
    [Fact]
    public void Name_and_shape_choose_the_program()
    {
        using Parameter matrix = Tensors.Parameter([0, 0, 0, 0], 2, 2), vector = Tensors.Parameter([0, 0], 2), norm = Tensors.Parameter([0, 0], 2);
        using var optimizer = new RowScaled([("weight", matrix), ("bias", vector), ("final_norm.weight", norm)], lr: 1, decay: 0);
        matrix.SetGradient(3, 4, 30, 40);
        vector.SetGradient(3, -4);
        norm.SetGradient(3, -4);
        optimizer.step();

        float[] row = [-3 / MathF.Sqrt(12.5f), -4 / MathF.Sqrt(12.5f)];
        Assert.Equal([.. row, .. row], matrix.Numbers(), (expected, actual) => Math.Abs(expected - actual) < 1e-5);
        Assert.Equal([-6f, 8], vector.Numbers());
        Assert.Equal([-1f, 1], norm.Numbers());
        Assert.Equal([12.5f, 1250], optimizer.GetState("weight")["RowScale.r"].Numbers());
        Assert.Equal(["Signum.m"], optimizer.GetState("final_norm.weight").StateNames);
        Assert.Empty(optimizer.GetState("bias").StateNames);
    }

    [Fact]
    public void State_of_rows_is_saved_too()
    {
        using Parameter matrix = Tensors.Parameter([0, 0, 0, 0], 2, 2), twin = Tensors.Parameter([0, 0, 0, 0], 2, 2);
        using var saved = new RowScaled([("weight", matrix)], maximize: true);
        using var loaded = new RowScaled([("weight", twin)]);
        matrix.SetGradient(3, 4, 30, 40);
        twin.SetGradient(3, 4, 30, 40);
        saved.step();
        using (no_grad())
            twin.copy_(matrix);
        StateDictTests.Load(StateDictTests.Save(saved), loaded);
        saved.step();
        loaded.step();

        Assert.Equal(matrix.Bits(), twin.Bits());
        Assert.Equal(saved.GetState("weight")["RowScale.r"].Bits(), loaded.GetState("weight")["RowScale.r"].Bits());
    }

    [Fact]
    public void Chains_by_name_need_names()
    {
        using Parameter parameter = Tensors.Parameter([0, 0], 2);

        Assert.Contains("named_parameters()", Assert.Throws<ArgumentException>(() => new RowScaled([parameter])).Message);
    }

    [Fact]
    public void Narrow_state_is_a_tensor_of_its_type()
    {
        using Parameter parameter = Tensors.Parameter([1, 2], 2);
        using var optimizer = new CompactAdamW([("w", parameter)]);

        Assert.Contains(ScalarType.BFloat16, optimizer.GetState("w").StateNames.Select(name => optimizer.GetState("w")[name].dtype));
    }
}
