package app.till

import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Method
import java.lang.reflect.Modifier
import java.lang.reflect.ParameterizedType
import java.lang.reflect.Proxy
import java.lang.reflect.Type
import uniffi.till_mobile.Till
import uniffi.till_mobile.TillInterface

/**
 * Every call of the door, made from its own declaration: whoever adds one has it tried with all the rest.
 *
 * Each argument is made of its type, with [text] wherever a text is asked for.
 */
class EveryCall(private val text: String) {
    /** What became of each call: its name, and what it threw, if anything. */
    fun of(till: Till): List<Pair<String, Throwable?>> = calls.map { call ->
        val arguments = call.genericParameterTypes.map(::made).toTypedArray()
        call.name.substringBefore('-') to try {
            call.invoke(till, *arguments)
            null
        } catch (thrown: InvocationTargetException) {
            thrown.targetException
        }
    }

    private fun made(type: Type): Any? {
        if (type is ParameterizedType) return emptyList<Any>()
        val of = type as Class<*>
        return when {
            of == String::class.java -> text
            of == Boolean::class.java || of == java.lang.Boolean::class.java -> false
            of == Int::class.java || of == Integer::class.java -> 1
            of == Byte::class.java -> 1.toByte()
            of == Long::class.java || of == java.lang.Long::class.java -> StagedActivity.NOON
            of == ByteArray::class.java -> ByteArray(32)
            of == List::class.java -> emptyList<Any>()
            of.name.startsWith("kotlin.U") -> null
            of.isEnum -> of.enumConstants[0]
            of.isInterface -> Proxy.newProxyInstance(of.classLoader, arrayOf(of)) { _, call, _ -> throw IllegalStateException("a port that cannot ${call.name}") }
            // A class with subclasses for its cases: the first of them.
            Modifier.isAbstract(of.modifiers) -> made(of.declaredClasses.first { of.isAssignableFrom(it) })
            else -> {
                val make = of.declaredConstructors.filter { !it.isSynthetic }.maxBy { it.parameterCount }
                make.isAccessible = true
                make.newInstance(*make.genericParameterTypes.map(::made).toTypedArray())
            }
        }
    }

    companion object {
        val calls: List<Method> = TillInterface::class.java.methods
            .filter { Modifier.isAbstract(it.modifiers) && !it.name.startsWith("closeShop") }
            .sortedBy { it.name }
    }
}
