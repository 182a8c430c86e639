################################################################################
# Instances: an Auto Scaling group of a fixed size, each instance running one container.
################################################################################

# Tags what it launches, and has none itself: the emulator that the tests use loses them, and each later plan would then
# change this template, hence replace all instances.
resource "aws_launch_template" "app" {
  name = local.name
  # Resolved when an instance is launched. Had the image's id been looked up here, a new one would change this template,
  # and the next flip of stickiness would replace all instances.
  image_id               = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${var.architecture}"
  instance_type          = local.instance_type
  update_default_version = true

  user_data = base64encode(templatefile("${path.module}/user-data.sh.tftpl", {
    image     = local.image
    port      = local.app_port
    log_group = aws_cloudwatch_log_group.app.name
    region    = local.region
    redis_url = var.shared_state_enabled ? "rediss://${aws_elasticache_replication_group.this[0].primary_endpoint_address}:${local.valkey_port}" : ""
  }))

  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }

  # One hop: programs of the host may ask for credentials, the container behind its bridge may not.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # T4g and T3 begin without a credit, and in standard mode would boot at a tenth of their speed. Unlimited, they borrow;
  # AWS charges what they borrow beyond a day's credits or have not earned back when they end: 0.04 USD (t3: 0.05) for an
  # hour of a processor. A boot is worth less than a cent; an instance that never rests costs 0.072 (t3: 0.09) an hour more.
  credit_specification {
    cpu_credits = "unlimited"
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted             = true
      volume_type           = "gp3"
      volume_size           = 8
      delete_on_termination = true
    }
  }

  network_interfaces {
    associate_public_ip_address = length(var.instance_subnet_ids) == 0
    security_groups             = [aws_security_group.app.id]
    delete_on_termination       = true
  }

  tag_specifications {
    resource_type = "instance"
    tags          = merge(local.tags, { Name = local.name })
  }

  tag_specifications {
    resource_type = "volume"
    tags          = merge(local.tags, { Name = local.name })
  }
}

resource "aws_autoscaling_group" "app" {
  name                = local.name
  min_size            = var.instance_count
  max_size            = var.instance_count
  desired_capacity    = var.instance_count
  vpc_zone_identifier = local.instance_subnet_ids
  target_group_arns   = [aws_lb_target_group.app.arn, aws_lb_target_group.reports.arn]

  # An instance whose chat does not answer the load balancer is replaced; a new one is given time to boot, and to wait
  # for its image (user-data.sh.tftpl).
  health_check_type         = "ELB"
  health_check_grace_period = 300
  # The first apply returns when the chat answers.
  min_elb_capacity = var.instance_count

  launch_template {
    id      = aws_launch_template.app.id
    version = aws_launch_template.app.latest_version
  }

  # Another image or another store replaces the instances, at most half of them at a time, but at least one. After each
  # step AWS waits for the grace period, its default warm-up. Stickiness is not a part of the template.
  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage = 50
    }
  }

  dynamic "tag" {
    for_each = merge(local.tags, { Name = local.name })
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }

  # Booting needs a way out, the role's permissions and a listener that makes the health checks begin.
  depends_on = [
    aws_iam_role_policy.instance,
    aws_lb_listener.http,
    aws_lb_listener.https,
    aws_route_table_association.public,
    aws_vpc_security_group_egress_rule.alb_to_app,
    aws_vpc_security_group_egress_rule.app_to_https,
    aws_vpc_security_group_ingress_rule.app_from_alb,
  ]
}
