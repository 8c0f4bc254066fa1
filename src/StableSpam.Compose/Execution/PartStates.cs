namespace StableSpamCompose.Execution;

/// <summary>Writes states of rows, columns, matrices and blocks.</summary>
public static unsafe class PartStates
{
    /// <summary>2^-126.</summary>
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>Writes new values of rows, columns or blocks; subnormal numbers become zeros, as in every store in fp32.</summary>
    public static void Store(float* values, float* state, nint count)
    {
        for (nint i = 0; i < count; i++)
            state[i] = Kept(values[i]);
    }

    /// <summary>Writes new values of matrices.</summary>
    public static void Store(double* values, double* state, nint count)
    {
        for (nint i = 0; i < count; i++)
            state[i] = values[i];
    }

    /// <summary>A number as a store in fp32 keeps it: as kernels select it, so that -0 becomes +0 with the subnormal numbers.</summary>
    internal static float Kept(float value) => Math.Abs(value) < SmallestNormal ? 0f : value;
}
