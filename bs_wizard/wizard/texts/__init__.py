"""Every sentence that both front ends say."""
