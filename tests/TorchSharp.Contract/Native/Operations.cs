using static TorchSharp.torch;

namespace TorchSharp.Contract;

/// <summary>Operations on tensors, one element at a time.</summary>
internal static class Operations
{
    public static NativeTensor Unary(NativeTensor x, Func<double, double> operation, ScalarType? type = null)
    {
        NativeTensor result = Like(x, x.Shape, type ?? x.Type);
        for (long i = 0; i < result.Count; i++)
            result[i] = operation(x[i]);
        return result;
    }

    public static NativeTensor Binary(NativeTensor x, NativeTensor y, Func<double, double, double> operation, ScalarType? type = null)
    {
        CheckDevices(x, y);
        long[] shape = Broadcast(x.Shape, y.Shape);
        NativeTensor result = Like(x, shape, type ?? Promote(x, y));
        for (long i = 0; i < result.Count; i++)
            result[i] = operation(x[Index(i, shape, x.Shape)], y[Index(i, shape, y.Shape)]);
        return result;
    }

    public static NativeTensor Where(NativeTensor condition, NativeTensor x, NativeTensor y)
    {
        if (condition.Type != ScalarType.Bool)
            throw new InvalidOperationException($"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.Type}");
        long[] shape = Broadcast(Broadcast(condition.Shape, x.Shape), y.Shape);
        NativeTensor result = Like(x, shape, Promote(x, y));
        for (long i = 0; i < result.Count; i++)
            result[i] = condition[Index(i, shape, condition.Shape)] != 0 ? x[Index(i, shape, x.Shape)] : y[Index(i, shape, y.Shape)];
        return result;
    }

    public static NativeTensor Fold(NativeTensor x, double start, Func<double, double, double> operation, ScalarType? type = null)
    {
        NativeTensor result = Like(x, [], type ?? x.Type);
        double total = start;
        for (long i = 0; i < x.Count; i++)
            total = operation(total, x[i]);
        result[0] = total;
        return result;
    }

    /// <summary>Folds some dimensions.</summary>
    public static NativeTensor FoldDimensions(
        NativeTensor x, long[] dimensions, bool keeps, double start, Func<double, double, double> operation, ScalarType? type)
    {
        long[] kept = [.. x.Shape.Select((size, dimension) => dimensions.Contains(dimension) ? 1 : size)];
        NativeTensor result = Like(x, kept, type ?? x.Type);
        double[] totals = new double[result.Count];
        Array.Fill(totals, start);
        for (long i = 0; i < x.Count; i++)
        {
            ref double total = ref totals[Index(i, x.Shape, kept)];
            total = operation(total, x[i]);
        }
        for (long i = 0; i < totals.Length; i++)
            result[i] = totals[i];
        if (keeps)
            return result;
        long[] shape = [.. x.Shape.Where((_, dimension) => !dimensions.Contains(dimension))];
        return result.View(shape, [.. result.Strides.Where((_, dimension) => !dimensions.Contains(dimension))], 0);
    }

    public static void Copy(NativeTensor source, NativeTensor destination)
    {
        for (long i = 0; i < destination.Count; i++)
            destination[i] = source[Index(i, destination.Shape, source.Shape)];
    }

    public static NativeTensor Like(NativeTensor x, long[] shape, ScalarType type) => new(shape, type, x.DeviceType, x.DeviceIndex);

    // A tensor without dimensions does not widen one that has some.
    private static ScalarType Promote(NativeTensor x, NativeTensor y)
    {
        if (x.Type == y.Type || (y.Shape.Length == 0 && x.Shape.Length > 0))
            return x.Type;
        if (x.Shape.Length == 0 && y.Shape.Length > 0)
            return y.Type;
        if (x.Type == ScalarType.Bool)
            return y.Type;
        if (y.Type == ScalarType.Bool)
            return x.Type;
        return x.Type == ScalarType.Float64 || y.Type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
    }

    private static void CheckDevices(NativeTensor x, NativeTensor y)
    {
        if ((x.DeviceType, x.DeviceIndex) != (y.DeviceType, y.DeviceIndex) && x.Shape.Length > 0 && y.Shape.Length > 0)
            throw new InvalidOperationException("Expected all tensors to be on the same device.");
    }

    private static long[] Broadcast(long[] x, long[] y)
    {
        long[] shape = new long[Math.Max(x.Length, y.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            long left = i <= x.Length ? x[^i] : 1;
            long right = i <= y.Length ? y[^i] : 1;
            if (left != right && left != 1 && right != 1)
                throw new InvalidOperationException("The size of tensor a must match the size of tensor b.");
            shape[^i] = left == 1 ? right : left;
        }
        return shape;
    }

    private static long Index(long index, long[] shape, long[] operand)
    {
        long position = 0;
        long stride = 1;
        for (int i = 1; i <= shape.Length; i++)
        {
            long at = index % shape[^i];
            index /= shape[^i];
            if (i > operand.Length)
                continue;
            position += operand[^i] == 1 ? 0 : at * stride;
            stride *= operand[^i];
        }
        return position;
    }
}
